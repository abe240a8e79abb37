"""Which images a folder holds, and of which class: `train/CLASS/*` and `test/CLASS/*`, or one tree of `CLASS/*`."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import zoo

SUFFIXES = (".jpg", ".jpeg", ".png")
LAYOUT = "DIR/train/CLASS/*.jpg and DIR/test/CLASS/*.jpg, or DIR/CLASS/*.jpg (jpg, jpeg or png)"


@dataclass(frozen=True, kw_only=True)
class Tree:
    """The image files below a folder, sorted: their paths relative to it, their labels, and the classes' names.

    Args:
        trained: how many of the files, from the first on, are the train part's; None where there is one tree.
    """

    root: Path
    files: Sequence[str]
    labels: Sequence[int]
    classes: Sequence[str]
    trained: int | None = None


def find(root: Path) -> Tree:
    """Returns the images below `root`. Looks at names alone.

    Raises:
        zoo.DataError: there is no such folder, or it holds no images in the expected places, fewer than two classes, a
            class without images, or train and test of different classes.
    """
    if not root.is_dir():
        raise refused(f"There is no folder {root}.", f"Expected {LAYOUT}.")
    divided = [part for part in ("train", "test") if (root / part).is_dir()]
    if len(divided) == 1:
        raise refused(f"{root} holds {divided[0]}, but not both train and test.", f"Expected {LAYOUT}.")
    if not divided:
        classes, files, labels = _tree(root, "")
        return Tree(root=root, files=files, labels=labels, classes=classes)
    (classes, files, labels), (others, test_files, test_labels) = (_tree(root, part) for part in divided)
    if classes != others:
        raise refused(f"Train and test in {root} hold different classes.", _difference(classes, others))
    return Tree(root=root, files=files + test_files, labels=labels + test_labels, classes=classes, trained=len(files))


def _tree(root: Path, part: str) -> tuple[list[str], list[str], list[int]]:
    """Returns the classes in a folder, its image files and their labels."""
    classes = sorted(entry.name for entry in os.scandir(root / part) if entry.is_dir() and entry.name[0] != ".")
    found = [_images(root / part / name) for name in classes]
    where = root / part
    if not any(found):
        raise refused(f"{where} holds no images.", f"Expected {LAYOUT}.")
    if len(classes) < 2:
        raise refused(f"{where} holds one class alone: {classes[0]}.", "Classification needs two or more.")
    if empty := [name for name, names in zip(classes, found, strict=True) if not names]:
        raise refused(f"{where / empty[0]} holds no images.", f"{len(empty)} of {len(classes)} classes are empty.")
    files = [os.path.join(part, name, file) for name, names in zip(classes, found, strict=True) for file in names]
    labels = [label for label, names in enumerate(found) for _ in names]
    return classes, files, labels


def place(file: str) -> tuple[bool, list[str]]:
    """Returns a key by which files are sorted as `Tree.files` are: train before test, then by class and name."""
    parts = file.split(os.sep)
    return len(parts) == 3 and parts[0] == "test", parts


def refused(message: str, cause: str) -> zoo.DataError:
    """Returns the error for a folder that is not as expected."""
    return zoo.DataError(message, cause=cause, hint="zoo show image-folder")


def _images(folder: Path) -> list[str]:
    names = (entry.name for entry in os.scandir(folder) if entry.is_file())
    return sorted(name for name in names if name.lower().endswith(SUFFIXES) and name[0] != ".")


def _difference(train: Iterable[str], test: Iterable[str]) -> str:
    """Returns which classes stand in one part alone, as a sentence."""
    alone = {"train": sorted({*train} - {*test}), "test": sorted({*test} - {*train})}
    sentences = (f"only in {part}: {', '.join(names[:3])}" for part, names in alone.items() if names)
    return f"{'; '.join(sentences)}."
