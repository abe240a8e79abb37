"""Datasets of bars, good and bad."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from zoo.plugin.images import Split, Splits

CLASSES = ("left", "middle", "right")


def load_bars(*, per_class: int = 20, height: int = 6, width: int = 9, channels: int = 1) -> Splits:
    """A bright bar in the left, middle or right third of a noisy image."""

    def split(count: int, seed: int) -> Split:
        labels = np.arange(count * 3) % 3
        images = np.random.default_rng(seed).integers(0, 100, (count * 3, height, width, channels), dtype=np.uint8)
        for image, label in zip(images, labels, strict=True):
            image[:, label * width // 3 : (label + 1) * width // 3] += 120
        return Split(images=images, labels=labels)

    return Splits(train=split(per_class, 1), test=split(5, 2), classes=CLASSES)


class Wrong:
    """Datasets that are not what they have to be, each a change of the bars."""

    @staticmethod
    def load(*, wrong: str = "float") -> Splits:
        good = load_bars()
        images, labels, classes = good.train.images, good.train.labels, CLASSES
        changed = {
            "float": (images.astype(np.float32), labels, classes),
            "flat": (images[..., 0], labels, classes),
            "one-hot": (images, np.eye(3, dtype=np.int64)[labels], classes),
            "real": (images, labels.astype(np.float32), classes),
            "beyond": (images, labels + 1, classes),
            "negative": (images, labels - 1, classes),
            "short": (images, labels[:-1], classes),
            "empty": (images[:0], labels[:0], classes),
            "single": (images, labels * 0, CLASSES[:1]),
            "other": (images[:, :, :-1], labels, classes),
        }
        images, labels, classes = changed[wrong]
        return Splits(train=Split(images=images, labels=labels), test=good.test, classes=classes)


class Corrupt:
    """Images of which one cannot be read."""

    def __init__(self, images):
        self.images = images

    def __len__(self):
        return len(self.images)

    def __getitem__(self, indices):
        from zoo.errors import DataError

        if 7 in np.asarray(indices):
            raise DataError("train/cat/7.png cannot be decoded.", hint="remove it")
        return self.images[indices]


class Ending(Corrupt):
    """Images that end what asks for more than three."""

    def __getitem__(self, indices):
        if len(indices) > 3:
            raise StopIteration("x")
        return self.images[indices]


def load_lazy() -> Splits:
    good = load_bars()
    return replace(good, train=replace(good.train, images=Ending(good.train.images)))


def load_corrupt() -> Splits:
    good = load_bars()
    return Splits(
        train=Split(images=Corrupt(good.train.images), labels=good.train.labels), test=good.test, classes=CLASSES
    )
