"""What a dataset loaded, checked before anything is built on it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from zoo.errors import DataError
from zoo.plugin.images import Splits

if TYPE_CHECKING:
    import numpy as np

    from zoo.plugin.images import Images, Split

    Shape = tuple[int, int, int]


def check_splits(dataset: str, splits: Splits) -> Shape:
    """Returns the (H, W, C) of the images. Only a few are looked at here: a folder decodes what is asked for.

    Args:
        dataset: its expression, for messages.

    Raises:
        DataError: no splits, classes or notes that are no text, images that are not uint8 (N, H, W, C), labels that are
            not integers (N,) within the classes, an empty split, fewer than two classes, or splits of different shapes.
    """
    if not isinstance(splits, Splits):
        raise NotADataset(dataset, "`load` to return a zoo.Splits", repr(type(splits).__name__))
    check_classes(dataset, splits)
    check_labels(dataset, splits)
    return check_images(dataset, splits)


class NotADataset(DataError):
    """A dataset is not what it has to be.

    Args:
        where: its expression, and the split.
        expected: what the zoo relies on.
        received: what there is instead.
    """

    def __init__(self, where: str, expected: str, received: str) -> None:
        super().__init__(
            f"The dataset {where} is not what it has to be.",
            cause=f"Expected: {expected}. Received: {received}.",
            hint=f"zoo check {where.partition(' ')[0].partition(':')[0]}",
        )
        self.where, self.expected, self.received = where, expected, received


def check_classes(dataset: str, splits: Splits) -> None:
    """Raises `NotADataset` for fewer than two classes, and for classes or notes that are no text."""
    if len(splits.classes) < 2:
        raise NotADataset(dataset, "at least two classes", f"{len(splits.classes)}")
    for what in ("classes", "notes"):
        texts = getattr(splits, what)
        if wrong := [texts] if isinstance(texts, str) else [text for text in texts if not _is_text(text)]:
            raise NotADataset(dataset, f"{what} that are a list of texts", ascii(wrong[0]))


def check_labels(dataset: str, splits: Splits) -> None:
    """Raises `NotADataset` for an empty split, and for labels that are not an integer within the classes per image."""
    for name, split in (("train", splits.train), ("test", splits.test)):
        where, count = f"{dataset} ({name})", len(split.images)
        _check_labels(where, split.labels, len(splits.classes))
        if count != len(split.labels):
            raise NotADataset(where, "a label per image", f"{count} images and {len(split.labels)} labels")


def check_images(dataset: str, splits: Splits) -> Shape:
    """Returns the (H, W, C) of the images. Raises `NotADataset` where a few of them are not uint8 (N, H, W, C)."""
    train, test = (
        _check_images(f"{dataset} ({name})", split, len(split.images))
        for name, split in (("train", splits.train), ("test", splits.test))
    )
    if train != test:
        raise NotADataset(dataset, f"test images of shape {train}, as in train", f"{test}")
    return train


def _is_text(text: object) -> bool:
    return isinstance(text, str) and text == text.encode(errors="replace").decode()


def _check_labels(where: str, labels: np.ndarray, num_classes: int) -> None:
    import numpy as np

    labels = np.asarray(labels)
    if labels.ndim != 1 or labels.dtype.kind not in "iu":
        raise NotADataset(where, "integer labels of shape (N,)", f"{labels.dtype} of shape {labels.shape}")
    if not len(labels):
        raise NotADataset(where, "at least one image", "none")
    if labels.min() < 0 or labels.max() >= num_classes:
        raise NotADataset(where, f"labels from 0 to {num_classes - 1}", f"labels from {labels.min()} to {labels.max()}")


def _check_images(where: str, split: Split, count: int) -> Shape:
    import numpy as np

    images = split.images[np.unique([0, count // 2, count - 1])]
    if not isinstance(images, np.ndarray) or images.dtype != np.uint8 or images.ndim != 4 or 0 in images.shape:
        raise NotADataset(where, "uint8 images of shape (N, H, W, C)", _form(images))
    return images.shape[1], images.shape[2], images.shape[3]


def checked_later(
    dataset: str, splits: Splits, shape: Shape, blamed: Callable[[], AbstractContextManager[None]]
) -> Splits:
    """Returns splits whose images, where they are no arrays but made when they are asked for, are checked each time.

    Args:
        dataset: its expression, for messages.
        shape: (H, W, C) of each image.
        blamed: turns what the plugin raises into an error that names it.
    """
    import numpy as np

    def checked(name: str, split: Split) -> Split:
        if isinstance(split.images, np.ndarray):
            return split
        return replace(split, images=CheckedImages(split.images, f"{dataset} ({name})", shape, blamed))

    return replace(splits, train=checked("train", splits.train), test=checked("test", splits.test))


class CheckedImages:
    """Images that a plugin makes when they are asked for: whatever goes wrong then is the dataset's."""

    def __init__(
        self, images: Images, where: str, shape: Shape, blamed: Callable[[], AbstractContextManager[None]]
    ) -> None:
        self.images, self.where, self.shape, self.blamed = images, where, shape, blamed

    def __len__(self) -> int:
        return len(self.images)

    def __getitem__(self, indices: Any) -> np.ndarray:
        with self.blamed():
            images = self.images[indices]
        expected = (len(indices), *self.shape)
        if getattr(images, "dtype", None) != "uint8" or images.shape != expected:
            raise NotADataset(self.where, f"uint8 images of shape {expected}", _form(images))
        return images


def _form(images: Any) -> str:
    return f"{getattr(images, 'dtype', type(images).__name__)} of shape {getattr(images, 'shape', 'unknown')}"
