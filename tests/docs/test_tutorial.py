"""The tutorial shows the pictures that its commands draw, small ones, and no others; and figures that were measured."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from PIL import Image

from docs.blocks import page, pictures

DOCS = page.ROOT / "docs"
CHAPTERS = sorted(pictures.CHAPTERS.glob("*.md"))


def shown(chapter: Path) -> list[str]:
    """The tutorial's own pictures in a chapter."""
    return pictures.SHOWN.findall(chapter.read_text(encoding="utf-8"))


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.stem)
def test_a_chapter_draws_what_it_shows(chapter: Path) -> None:
    typed = " ".join(step.text for step in page.commands(chapter.read_text(encoding="utf-8")) if not step.shortened)
    written = re.findall(r"-o (\S+)\.png", typed)
    for name in shown(chapter):
        assert pictures.CURVES.fullmatch(name) or any(re.match(rf"{stem}[-.]", name) for stem in written), name


def test_every_picture_is_shown_once_and_small() -> None:
    files = sorted(pictures.PICTURES.iterdir())
    assert [file.name for file in files] == sorted(name for chapter in CHAPTERS for name in shown(chapter))
    assert files
    for file in files:
        assert file.stat().st_size < 100_000
        with Image.open(file) as picture:
            picture.verify()


def test_figures_of_mnist_are_those_that_were_measured() -> None:
    exports = (json.loads((DOCS / f"{name}.json").read_text(encoding="utf-8")) for name in ("leaderboard", "article"))
    known = {f"{row['accuracy']:.2%}"[:-1] for export in exports for row in export["rows"] if row.get("accuracy")}
    known |= {"98.30", "98.38"}  # the article's
    told = [
        figure
        for name in ("workflow", "off-center")
        for figure in re.findall(
            r"\b\d\d\.\d\d\b", (DOCS / f"tutorial/{name}.md").read_text().partition("on MNIST\n")[2]
        )
    ]
    assert len(told) > 8
    assert set(told) <= known
