"""Where a picture goes: its name, its format and its folder, decided before the work."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from zoo.cli.preview.picture_file import default_name, destination
from zoo.errors import StoreError, UsageError

TYPED = "zoo preview -d images"


@pytest.mark.parametrize(
    ("expressions", "expected"),
    [
        (("cifar10",), "preview-cifar10.png"),
        (("cifar10", "shift-flip+cutout"), "preview-cifar10-shift-flip+cutout.png"),
        (("image-folder:path=/tmp/my cats", "none"), "preview-image-folder-path=-tmp-my-cats-none.png"),
        (("a" * 300,), f"preview-{'a' * 100}.png"),
    ],
)
def test_default_name(expressions: tuple[str, ...], expected: str) -> None:
    assert default_name(expressions) == expected


def test_as_given_or_in_the_folder_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert destination(None, TYPED, "images") == Path("preview-images.png")
    assert destination("grid.SVG", TYPED, "images") == Path("grid.SVG")
    assert destination(str(tmp_path), TYPED, "images") == tmp_path / "preview-images.png"


@pytest.mark.parametrize(("given", "message"), [("grid", "has no extension"), ("grid.gif", r"ends in '\.gif'")])
def test_formats_that_are_none(given: str, message: str) -> None:
    with pytest.raises(UsageError, match=message) as refused:
        destination(given, TYPED, "images")
    assert refused.value.hint == "zoo preview -d images -o grid.png"


def test_a_folder_that_there_is_not(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be written") as refused:
        destination(str(tmp_path / "new folder" / "g.png"), TYPED, "images")
    assert refused.value.hint == f"mkdir -p '{tmp_path}/new folder'"


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("no folder")
    for given in ("notes/g.png", "notes/new/g.png"):
        with pytest.raises(StoreError, match="cannot be written") as refused:
            destination(str(tmp_path / given), TYPED, "images")
        assert refused.value.cause == f"{tmp_path / 'notes'} is a file."
        assert refused.value.hint == f"zoo preview -d images -o {tmp_path / 'g.png'}"


def test_a_folder_that_is_read_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # root may write anywhere
    with pytest.raises(StoreError, match="cannot be written") as refused:
        destination(str(tmp_path / "g.png"), TYPED, "images")
    assert refused.value.hint == "zoo preview -d images -o ~/g.png"
