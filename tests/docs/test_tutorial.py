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
ACCURACY = r"\b\d\d\.\d\d\b"
OWN = {"95.00", "26.20", "43.70", "73.43", "88.52", "44.38", "44.27"}
"""Of trainings that tests shorten; their commands stand beside them."""


@pytest.fixture(scope="module")
def known() -> set[str]:
    """The accuracies in the committed exports, the article's among them."""
    exports = [json.loads((DOCS / f"{name}.json").read_text(encoding="utf-8")) for name in ("leaderboard", "article")]
    found = [row.get(key) for export in exports for row in export["rows"] for key in ("accuracy", "published")]
    return {f"{100 * accuracy:.2f}" for accuracy in found if accuracy}


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


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.stem)
def test_accuracies_are_those_that_were_measured(chapter: Path, known: set[str]) -> None:
    text = chapter.read_text(encoding="utf-8")
    printed = [step.shown for step in page.commands(text) if step.shown]
    told = re.findall(ACCURACY, re.sub(page.FENCE, "", text, flags=re.MULTILINE | re.DOTALL))
    assert set(told) <= {*known, *OWN, *re.findall(ACCURACY, "\n".join(printed))}
