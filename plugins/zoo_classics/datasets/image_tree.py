"""Which images a folder holds, and of which class: below `train/CLASS` and `test/CLASS`, or one tree of `CLASS`."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import zoo

SUFFIXES = (".jpg", ".jpeg", ".jfif", ".jpe", ".png", ".bmp", ".webp", ".tif", ".tiff", ".gif")
LAYOUT = "DIR/train/CLASS/*.jpg and DIR/test/CLASS/*.jpg, or DIR/CLASS/*.jpg (jpg, png, bmp, webp, tif or gif)"
PARTS = ("train", "test")
REASONS = 4
IMAGE, FOLDER, STRAY = "image", "folder", "in no class's folder"

Left = Mapping[str, list[str]]
"""The files that are left out, by the reason."""


@dataclass(frozen=True, kw_only=True)
class Tree:
    """The image files below a folder, sorted: their paths relative to it, their labels, and the classes' names.

    Args:
        trained: how many of the files, from the first on, are the train part's; None where there is one tree.
        aside: the folders beside train and test.
    """

    root: Path
    files: Sequence[str]
    labels: Sequence[int]
    classes: Sequence[str]
    trained: int | None = None
    left: Left = field(default_factory=dict)
    aside: Sequence[str] = ()

    def place(self, file: str) -> tuple[bool, list[str]]:
        """Returns a key by which `files` are sorted: train before test, then by class and name."""
        parts = file.split(os.sep)
        return self.trained is not None and parts[0] == "test", parts


def find(root: Path) -> Tree:
    """Returns the images below `root`. Looks at names alone.

    Raises:
        zoo.DataError: there is no such folder, or it holds no images in the expected places, fewer than two classes, a
            class without images, or train and test of different classes.
    """
    if not root.is_dir():
        raise refused(f"There is no folder {root}.", f"Expected {LAYOUT}.")
    left: dict[str, list[str]] = defaultdict(list)
    folders = _names(root, FOLDER)
    divided = [part for part in PARTS if part in folders]
    if all(_is_class(root / part) for part in divided) and len(folders) > len(divided):
        divided = []  # a class may be called train: it holds images, and no classes
    if len(divided) == 1:
        raise refused(f"{root} holds {divided[0]}, but not both train and test.", f"Expected {LAYOUT}.")
    if divided:
        left[STRAY] += _names(root, IMAGE)
    parts = [_classes(root, part, left) for part in divided or [""]]
    if [*parts[0]] != [*parts[-1]]:
        raise refused(f"Train and test in {root} hold different classes.", _difference(*parts))
    return Tree(
        root=root,
        files=[file for classes in parts for files in classes.values() for file in files],
        labels=[label for classes in parts for label, files in enumerate(classes.values()) for _ in files],
        classes=[*parts[0]],
        trained=sum(map(len, parts[0].values())) if divided else None,
        left=left,
        aside=[name for name in folders if name not in PARTS] if divided else [],
    )


def describe(left: Left) -> str:
    """Returns what is left out and why, with the first file of each kind: `2 dangling (cat/a.jpg), 1 ...`."""
    kinds = sorted((-len(files), reason, min(files)) for reason, files in left.items() if files)
    named = [f"{-count:,} {reason} ({shown(first)})" for count, reason, first in kinds[:REASONS]]
    return ", ".join([*named, *([f"{len(kinds) - REASONS} more kinds"] if len(kinds) > REASONS else [])])


def shown(path: str) -> str:
    """Returns a path as text; bytes of it that are not UTF-8 are written as `\\xe9`."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def refused(message: str, cause: str) -> zoo.DataError:
    """Returns the error for a folder that is not as expected."""
    return zoo.DataError(message, cause=cause, hint="zoo show image-folder")


def _classes(root: Path, part: str, left: dict[str, list[str]]) -> dict[str, list[str]]:
    """Returns the image files of each class of a part, both sorted."""
    where, found = root / part, {}
    left[STRAY] += [os.path.join(part, name) for name in _names(where, IMAGE)]
    for name in _names(where, FOLDER):
        found[name] = sorted(_images(root, os.path.join(part, name), left), key=lambda file: file.split(os.sep))
    if not any(found.values()):
        raise refused(f"{where} holds no images.", f"Expected {LAYOUT}.{_instead(left)}")
    if len(found) < 2:
        raise refused(f"{where} holds one class alone: {', '.join(found)}.", "Classification needs two or more.")
    if empty := [name for name, files in found.items() if not files]:
        cause = f"{len(empty)} of {len(found)} classes are empty.{_instead(left)}"
        raise refused(f"{where / empty[0]} holds no images.", cause)
    return found


def _images(root: Path, folder: str, left: dict[str, list[str]]) -> Iterator[str]:
    """Yields the image files of a class, however deep, and adds others to `left`. Links to folders are followed."""
    waiting: list[tuple[str, frozenset[tuple[int, int]]]] = [(folder, frozenset())]
    while waiting:
        folder, around = waiting.pop()
        status = os.stat(root / folder)
        if (here := (status.st_dev, status.st_ino)) in around:
            left["leading back to a folder around it"].append(folder)
            continue
        for entry in _entries(root / folder):
            file = os.path.join(folder, entry.name)
            if (kind := _kind(entry)) == IMAGE:
                yield file
            elif kind == FOLDER:
                waiting.append((file, around | {here}))
            else:
                left[kind].append(file)


def _kind(entry: os.DirEntry[str]) -> str:
    """Returns `IMAGE`, `FOLDER`, or why something else is left out."""
    if entry.name[0] == ".":
        return "hidden"
    try:
        folder, file = entry.is_dir(), entry.is_file()
    except OSError:  # a link to itself
        return "dangling"
    if folder or not file:
        return FOLDER if folder else "neither file nor folder" if os.path.exists(entry.path) else "dangling"
    suffix = os.path.splitext(entry.name)[1].lower()
    return IMAGE if suffix in SUFFIXES else suffix or "without a suffix"


def _names(where: Path, kind: str) -> list[str]:
    return sorted(entry.name for entry in _entries(where) if _kind(entry) == kind)


def _entries(where: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(where) as entries:
            return list(entries)
    except OSError as error:
        raise refused(f"{where} cannot be opened.", f"{error.strerror}.") from error


def _is_class(folder: Path) -> bool:
    """Whether a folder called train or test is a class: it holds images, and no folders of them."""
    return not _names(folder, FOLDER) and bool(_names(folder, IMAGE))


def _instead(left: Left) -> str:
    return f" Left out: {found}." if (found := describe(left)) else ""


def _difference(train: Iterable[str], test: Iterable[str]) -> str:
    """Returns which classes only one of the parts has, as a sentence."""
    alone = {"train": sorted({*train} - {*test}), "test": sorted({*test} - {*train})}
    sentences = (f"only in {part}: {', '.join(names[:3])}" for part, names in alone.items() if names)
    return f"{'; '.join(sentences)}."
