"""Which images a run trains on, validates on and tests on."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from zoo.errors import UsageError
from zoo.experiments.plugin_errors import blamed
from zoo.experiments.staleness import own_fingerprint
from zoo.training.dataset_checks import check_splits, checked_later
from zoo.training.rng import seed_of

if TYPE_CHECKING:
    import numpy as np

    from zoo.experiments import experiment as experiments
    from zoo.experiments.experiment import Experiment
    from zoo.experiments.registry import Registry
    from zoo.plugin.images import Images, Split, Splits

CHUNK = 1024  # images hashed at a time


@dataclass(frozen=True)
class Part:
    """Some images of a split: `indices` (int64, ascending) into `images` and `labels`."""

    images: Images
    labels: np.ndarray
    indices: np.ndarray

    def __len__(self) -> int:
        return len(self.indices)

    @property
    def chosen_labels(self) -> np.ndarray:
        return self.labels[self.indices]


@dataclass(frozen=True)
class Prepared:
    """A run's three parts of a dataset; `notes` say what could not be done as asked. No validation: an empty part."""

    train: Part
    validation: Part
    test: Part
    classes: Sequence[str]
    image_shape: tuple[int, int, int]
    notes: tuple[str, ...] = ()


def prepare(experiment: Experiment, splits: Splits) -> Prepared:
    """Chooses the images. What `--limit` chooses does not depend on the seed; what validates does.

    Raises:
        DataError: the dataset is not what it has to be.
        UsageError: limit and validation leave nothing to train on.
    """
    import numpy as np

    shape = check_splits(str(experiment.dataset.term), splits)
    notes = [*splits.notes]
    train, _ = _choose(splits.train, None, experiment.limit, seed_of(0, "split", "limit", "train"), notes)
    test, _ = _choose(splits.test, None, experiment.limit, seed_of(0, "split", "limit", "test"), notes)
    validation = train[:0]
    if experiment.validation is not None:
        size = _validation_size(len(train), experiment)
        validation, train = _choose(splits.train, train, size, seed_of(experiment.seed, "split"), notes)

    def part(split: Split, indices: np.ndarray) -> Part:
        return Part(split.images, np.asarray(split.labels), indices)

    return Prepared(
        part(splits.train, train),
        part(splits.train, validation),
        part(splits.test, test),
        tuple(splits.classes),
        shape,
        tuple(notes),
    )


def load(registry: Registry, part: experiments.Part) -> tuple[Splits, tuple[int, int, int]]:
    """Returns a dataset, and the (H, W, C) of its images.

    Raises:
        DataError: the data are missing, damaged or not what they have to be.
        PluginError: the dataset fails.
    """
    with blamed(registry, "dataset", part.name, "loaded"):
        splits = registry.component("dataset", part.name).call("load", part.values)
        return splits, check_splits(str(part.term), splits)


def load_dataset(registry: Registry, part: experiments.Part) -> tuple[Splits, str]:
    """Returns a dataset whose images are checked whenever they are made, and its fingerprint: its own, or that of what
    it loaded. Raises as `load`."""
    splits, shape = load(registry, part)
    blame = functools.partial(blamed, registry, "dataset", part.name, "gave images")
    splits = checked_later(str(part.term), splits, shape, blame)
    said = own_fingerprint(registry, part)
    return splits, said if said is not None else fingerprint(splits)


def fingerprint(splits: Splits) -> str:
    """Returns a SHA-256 over the classes, images and labels of both splits; for datasets that do not give their own."""
    import numpy as np

    digest = hashlib.sha256("\n".join(splits.classes).encode())
    for split in (splits.train, splits.test):
        labels = np.asarray(split.labels).astype("<i8")
        digest.update(f"{len(labels)}".encode() + labels.tobytes())
        for start in range(0, len(labels), CHUNK):
            images = split.images[np.arange(start, min(start + CHUNK, len(labels)))]
            digest.update(f"{images.shape}".encode() + np.ascontiguousarray(images).tobytes())
    return f"sha256:{digest.hexdigest()}"


def _validation_size(count: int, experiment: Experiment) -> int:
    fraction = experiment.validation or 0.0
    size = max(1, round(count * fraction))
    if not 0 < fraction < 1 or size >= count:
        raise UsageError(
            f"Validating on {fraction:g} of {count} training images leaves none to train on.",
            hint=replace(experiment, validation=None).command(),
        )
    return size


def _choose(
    split: Split, among: np.ndarray | None, size: int | None, seed: int, notes: list[str]
) -> tuple[np.ndarray, np.ndarray]:
    """Returns `size` indices of `among`, each class in proportion, and the remaining ones, both ascending."""
    import numpy as np

    everything = np.arange(len(split.labels)) if among is None else among
    if size is None or size >= len(everything):
        return everything, everything[:0]
    chosen, rest = _stratified(everything, np.asarray(split.labels)[everything], size, seed, notes)
    return np.sort(chosen), np.sort(rest)


def _stratified(
    indices: np.ndarray, labels: np.ndarray, size: int, seed: int, notes: list[str]
) -> tuple[np.ndarray, np.ndarray]:
    from sklearn.model_selection import train_test_split

    arguments = {"train_size": size, "test_size": len(indices) - size, "random_state": seed}
    try:
        chosen, rest = train_test_split(indices, stratify=labels, **arguments)
    except ValueError:  # a class with one image, or a part with fewer images than there are classes
        notes.append(f"{size} of {len(indices)} images are chosen without regard to classes: too few for each class")
        chosen, rest = train_test_split(indices, **arguments)
    return chosen, rest
