"""Where a file goes: its name, its form and its folder, decided before the work."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from zoo.cli.destination import destination, picture_name
from zoo.errors import StoreError, UsageError

NAME, TYPED = "preview-images.png", "zoo preview -d images"


@pytest.mark.parametrize(
    ("expressions", "expected"),
    [
        (("cifar10",), "preview-cifar10.png"),
        (("cifar10", "shift-flip+cutout"), "preview-cifar10-shift-flip+cutout.png"),
        (("image-folder:path=/tmp/my cats", "none"), "preview-image-folder-path=-tmp-my-cats-none.png"),
        (("a" * 300,), f"preview-{'a' * 100}.png"),
    ],
)
def test_picture_name(expressions: tuple[str, ...], expected: str) -> None:
    assert picture_name("preview", *expressions) == expected


def test_as_given_or_in_the_folder_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert destination(None, NAME, TYPED) == Path("preview-images.png")
    assert destination("grid.SVG", NAME, TYPED) == Path("grid.SVG")
    assert destination(str(tmp_path), NAME, TYPED) == tmp_path / "preview-images.png"


@pytest.mark.parametrize("given", ["grid", "grid.gif"])
def test_formats_that_are_none(given: str) -> None:
    with pytest.raises(UsageError, match=f"'{given}' does not end in .png or .pdf or .svg") as refused:
        destination(given, NAME, TYPED)
    assert refused.value.hint == "zoo preview -d images -o grid.png"


def test_a_folder_that_there_is_not(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be written") as refused:
        destination(str(tmp_path / "new folder" / "g.png"), NAME, TYPED)
    assert refused.value.hint == f"mkdir -p '{tmp_path}/new folder'"


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("no folder")
    for given in ("notes/g.png", "notes/new/g.png"):
        with pytest.raises(StoreError, match="cannot be written") as refused:
            destination(str(tmp_path / given), NAME, TYPED)
        assert refused.value.cause == f"{tmp_path / 'notes'} is a file."
        assert refused.value.hint == f"zoo preview -d images -o {tmp_path / 'g.png'}"


def test_a_folder_that_is_read_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # root may write anywhere
    with pytest.raises(StoreError, match="cannot be written") as refused:
        destination(str(tmp_path / "g.png"), NAME, TYPED)
    assert refused.value.hint == "zoo preview -d images -o ~/g.png"
