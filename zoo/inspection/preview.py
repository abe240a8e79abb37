"""What training will see: images after each augmenter of a chain, and in later epochs, out of the run's own feed."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import tensorflow as tf

from zoo.experiments.plugin_errors import blamed, failing
from zoo.inspection.image_grid import Column, Grid, Row
from zoo.progress import track
from zoo.training.augmentation.chain import Chain, traced
from zoo.training.feed import IMAGES, Feed
from zoo.training.prepare import load, prepare

if TYPE_CHECKING:
    from zoo.experiments.experiment import Experiment
    from zoo.experiments.registry import Registry

    Item = tuple[np.ndarray, dict[str, np.ndarray], np.ndarray]
    Seen = tuple[np.ndarray, str]


class Found(Feed):
    """A feed that says where in an epoch an image stands."""

    def first(self, epoch: int) -> np.ndarray:
        """Returns the indices of the images in an epoch's first batch."""
        return self.part.indices[self._order(epoch)[: self.batch_size]]

    def where(self, index: int, epoch: int) -> tuple[int, int]:
        """Returns the batch and the place in it of the training image `index`."""
        position = int(np.flatnonzero(self.part.indices[self._order(epoch)] == index)[0])
        return divmod(position, self.batch_size)

    def item(self, epoch: int, batch: int) -> Item:
        """Returns the images, draws and labels that training gets."""
        with failing("A training batch", "was made", "zoo plugins"):
            inputs, labels = self[epoch * self.steps_per_epoch + batch]
        return inputs[IMAGES], {name: draw for name, draw in inputs.items() if name != IMAGES}, labels


class Preview:
    """The images that a run shows its model.

    Args:
        experiment: which dataset, augmenters, recipe (for its batch size), seed and validation. Its model has no part.

    Raises:
        DataError, PluginError: a component fails, or is not what it has to be.
        UsageError: nothing is left to train on.
    """

    def __init__(self, experiment: Experiment, registry: Registry) -> None:
        self.experiment, self.registry = experiment, registry
        self.prepared = prepare(experiment, load(registry, experiment.dataset)[0])
        self.classes = [str(name) for name in self.prepared.classes]
        parts = [(registry.component("augmenter", part.name), part.values) for part in experiment.augmenters]
        shape, seed = self.prepared.image_shape, experiment.seed
        self.chains = [Chain(parts[: n + 1], shape, seed) for n in range(len(parts))]  # type: ignore[arg-type]
        self.traced = [_traced(chain) for chain in self.chains]
        size = experiment.recipe.values["batch_size"]
        self.feed = Found(self.prepared.train, self.chains[-1], len(self.classes), seed=seed, batch_size=size)

    def grid(self, *, epoch: int, draws: int, rows: int) -> tuple[Grid, dict[str, Any]]:
        """Returns a grid with a row per image, and what is known of it.

        Args:
            epoch: whose first batch the images are from, counted from 0.
            draws: in how many epochs each is shown, the first one step by step.
            rows: how many images, of as many classes as possible.
        """
        first, epochs = self.feed.first(epoch), range(epoch + 1, epoch + draws)
        chosen = first[varied(self.prepared.train.labels[first], rows)]
        steps = self._steps(epoch, chosen)
        later = [self._later(other, chosen) for other in track(epochs, len(epochs), "augmenting", "epochs")]
        lines = [
            self._row(index, [*steps[number], *(seen[number] for seen in later)]) for number, index in enumerate(chosen)
        ]
        experiment = self.experiment
        grid = Grid(
            title=f"{experiment.dataset.term}, {' + '.join(str(part.term) for part in experiment.augmenters)}",
            subtitle=f"Blue: what training sees. Seed {experiment.seed}, {experiment.recipe.name}'s batches of "
            f"{self.feed.batch_size}, training images of {'x'.join(map(str, self.prepared.image_shape))}",
            columns=self._columns(epoch, epochs),
            rows=lines,
        )
        return grid, {"images": [int(index) for index in chosen], "epochs": [n + 1 for n in (epoch, *epochs)]}

    def _columns(self, epoch: int, later: Sequence[int]) -> list[Column]:
        parts = self.experiment.augmenters
        *steps, last = [(f"+ {part.name}", " ".join(str(part.term).split(":")[1:])) for part in parts]
        return [
            Column("original"),
            *(Column(heading, note) for heading, note in steps),
            Column(*last, when=f"epoch {epoch + 1}", trained=True),
            *(Column(f"epoch {other + 1}", trained=True, apart=other == later[0]) for other in later),
        ]

    def _row(self, index: int, seen: Sequence[Seen]) -> Row:
        original = self.prepared.train.images[np.array([index])][0]
        name = self.classes[self.prepared.train.labels[index]]
        return Row(name, f"no. {index:,}", [original, *(i for i, _ in seen)], ["", *(caption for _, caption in seen)])

    def _steps(self, epoch: int, chosen: np.ndarray) -> list[list[Seen]]:
        """Returns, for each image, what it is after each augmenter."""
        images, draws, _ = self.feed.item(epoch, 0)
        order = self.feed.first(epoch).tolist()
        rows = [order.index(index) for index in chosen]
        one_hot = np.eye(len(self.classes), dtype=np.float32)[self.prepared.train.labels[order]]
        found: list[list[Seen]] = [[] for _ in rows]
        for part, chain, graph in zip(self.experiment.augmenters, self.chains, self.traced, strict=True):
            with blamed(self.registry, "augmenter", part.name, "was applied"):
                changed, labels = graph(images, draws), chain.mix_labels(one_hot, draws)
            for seen, row in zip(found, rows, strict=True):
                seen.append((changed[row], self._caption(chain, labels[row])))
        return found

    def _later(self, epoch: int, chosen: np.ndarray) -> list[Seen]:
        """Returns what each image is in another epoch, out of the batch that it stands in there."""
        places = [self.feed.where(index, epoch) for index in chosen]
        found: dict[tuple[int, int], Seen] = {}
        for batch in sorted({batch for batch, _ in places}):
            images, draws, labels = self.feed.item(epoch, batch)
            with failing(repr(self.experiment.expressions["augmenter"]), "was applied", "zoo plugins"):
                changed = self.traced[-1](images, draws)
            for row in {row for other, row in places if other == batch}:
                found[batch, row] = changed[row], self._caption(self.chains[-1], labels[row])
        return [found[place] for place in places]

    def _caption(self, chain: Chain, label: np.ndarray) -> str:
        mixes = any(link.augmenter.mix_labels is not None for link in chain.links)
        return caption(label, self.classes) if mixes else ""


def varied(labels: np.ndarray, count: int) -> list[int]:
    """Returns positions of `count` labels, of as many classes as possible, each time the first that is left."""
    seen = Counter[int]()
    turns = []
    for label in labels.tolist():
        turns.append(seen[label])
        seen[label] += 1
    return sorted(np.argsort(turns, kind="stable")[:count].tolist())


def caption(label: np.ndarray, classes: Sequence[str]) -> str:
    """Returns what a mixed label consists of, a line for each of at most two classes: `0.70 cat`, `+ 0.30 dog`."""
    largest = [int(index) for index in np.argsort(-label, kind="stable") if label[index] >= 0.005]
    parts = [f"{label[index]:.2f} {classes[index]}" for index in largest[:2]]
    return "\n+ ".join(parts) + (f" + {len(largest) - 2} more" if len(largest) > 2 else "")


def _traced(chain: Chain) -> Callable[[np.ndarray, dict[str, np.ndarray]], np.ndarray]:
    """Returns the chain as the training graph holds it, traced once for any batch size; its images as uint8."""
    graph = functools.cache(traced(chain).get_concrete_function)

    def apply(batch: np.ndarray, drawn: dict[str, np.ndarray]) -> np.ndarray:
        own = {name: tf.constant(drawn[name]) for name in chain.spec}
        return np.clip(np.rint(graph()(tf.constant(batch), own)), 0, 255).astype(np.uint8)

    return apply
