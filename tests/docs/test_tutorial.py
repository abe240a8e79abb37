"""The tutorial shows the pictures that its commands draw, small ones, and no others lie beside them."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from PIL import Image

DOCS = Path(__file__).resolve().parents[2] / "docs"
specification = importlib.util.spec_from_file_location("pictures", DOCS / "tutorial" / "pictures.py")
assert specification is not None
assert specification.loader is not None
pictures = importlib.util.module_from_spec(specification)
specification.loader.exec_module(pictures)
CHAPTERS = sorted((DOCS / "tutorial").glob("*.md"))


def shown(chapter: Path) -> set[str]:
    """The tutorial's own pictures in a chapter."""
    return set(pictures.SHOWN.findall(chapter.read_text(encoding="utf-8")))


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.stem)
def test_a_chapter_draws_what_it_shows(chapter: Path) -> None:
    text = pictures.SHORTENED.sub("", chapter.read_text(encoding="utf-8"))
    assert shown(chapter) == {found[2] for found in pictures.COMMAND.finditer(text) if found[2]}


def test_every_picture_is_shown_once_and_small() -> None:
    files = sorted(pictures.PICTURES.iterdir())
    assert [file.name for file in files] == sorted(name for chapter in CHAPTERS for name in shown(chapter))
    assert files
    for file in files:
        assert file.stat().st_size < 100_000
        with Image.open(file) as picture:
            picture.verify()
