"""The contract of a dataset: the form of what it loads, and what is said of it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from zoo.errors import some
from zoo.testing.datasets.loading import loaded, seen
from zoo.testing.framework import Broken, Subject, check
from zoo.training.dataset_checks import NotADataset, check_classes, check_images, check_labels


@check("dataset", "loads", "`load` returns zoo.Splits, without the network: published files are a zoo.Source")
def loads(subject: Subject) -> None:
    subject.once(loaded)


@check("dataset", "images", "every image is uint8 of one shape (H, W, C), and pixels are in [0, 255], not in [0, 1]")
def images(subject: Subject) -> None:
    splits = subject.once(loaded)
    with _mended("return uint8 in [0, 255] of shape (N, H, W, C); grey images have C = 1"):
        check_images(subject.component.name, splits)
    brightest = max(split.brightest for split in subject.once(seen).values())
    if brightest <= 1:
        remedy = "leave the pixels in [0, 255]: the zoo divides them by 255 itself"
        raise Broken("pixels from 0 to 255", f"none above {brightest}", remedy)


@check("dataset", "labels", "an integer for each image, the position of its class among the classes")
def labels(subject: Subject) -> None:
    subject.once(_labelled)


def _labelled(subject: Subject) -> None:
    with _mended("return labels as np.int64 of shape (N,): each the position of a class in `classes`"):
        check_labels(subject.component.name, subject.once(loaded))


@check("dataset", "classes", "at least two texts, none twice, and each class has images in both splits")
def classes(subject: Subject) -> None:
    splits = subject.once(loaded)
    with _mended('return classes=("cat", "dog"): a text for each label'):
        check_classes(subject.component.name, splits)
    names = list(splits.classes)
    if twice := [name for name in names if names.count(name) > 1]:
        raise Broken(
            "each class once", f"{twice[0]!r} {names.count(twice[0])} times", "rename one, or merge their labels"
        )
    subject.once(_labelled)
    for split, part in (("train", splits.train), ("test", splits.test)):
        if missing := [name for label, name in enumerate(names) if label not in part.labels]:
            found = f"none of {some(missing)} in {split}"
            raise Broken("images of each class in both splits", found, "split class by class, or leave that class out")


@check("dataset", "fingerprint", "where it has one, it is a text that changes only with the data")
def fingerprint(subject: Subject) -> None:
    component: Any = subject.component
    if component.fingerprint is None:
        return
    subject.once(loaded)  # its files are here
    first, second = (component.call("fingerprint", subject.values) for _ in range(2))
    if not isinstance(first, str) or not first:
        raise Broken("a text from `fingerprint`", repr(first), "return a checksum, as hashlib's hexdigest() is one")
    if first != second:
        remedy = "make it of the sizes and the checksums of files: no times, and nothing random"
        raise Broken("one fingerprint of the same data", f"{first}, then {second}", remedy)


@check("dataset", "source and licence", "it says who published the images, and what one may do with them")
def source_and_licence(subject: Subject) -> None:
    component: Any = subject.component
    for field, example in (("origin", "Krizhevsky 2009, https://..."), ("licence", "CC-BY-4.0")):
        if not getattr(component, field).strip():
            raise Broken(f"`{field}` in its description", "nothing", f'write zoo.Dataset(..., {field}="{example}")')


@contextlib.contextmanager
def _mended(remedy: str) -> Iterator[None]:
    """Says how to mend what the zoo itself refuses."""
    try:
        yield
    except NotADataset as wrong:
        raise Broken(wrong.expected, f"{wrong.received} in {wrong.where}", remedy) from wrong
