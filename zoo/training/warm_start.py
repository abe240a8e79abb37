"""The weights that a run begins with, taken from another net wherever its layers fit."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from zoo import paths
from zoo.errors import UsageError, ZooError, brief, some
from zoo.experiments import beginning
from zoo.experiments.experiment import Experiment
from zoo.files import arrays_sha256
from zoo.plugin.components import FROM
from zoo.training import outputs

if TYPE_CHECKING:
    from pathlib import Path

    import keras

    from zoo.experiments.registry import Registry

SPLIT_BY = ("seed", "limit", "validation")
"""What of an experiment says which images of its dataset validate."""

Shapes = tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Weights:
    """The weights of one layer: what kind it is, and its arrays in Keras' order."""

    layer: str
    arrays: Sequence[np.ndarray]

    @property
    def fits(self) -> tuple[str, Shapes]:
        """What two layers share if one can take the other's weights. Names have no part in it: Keras numbers layers
        through the process."""
        return self.layer, tuple(array.shape for array in self.arrays)


@dataclass(frozen=True)
class WarmStart:
    """What a run begins with.

    Args:
        origin: the run or the file, as it is recorded.
        layers: of the other net, those that have weights, in order.
        notes: what is to be known of what it was trained on.
    """

    origin: str
    layers: Sequence[Weights]
    notes: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, str]:
        """Returns what is recorded of it: where the weights come from, and their hash."""
        arrays = (array for layer in self.layers for array in layer.arrays)
        return {"from": self.origin, "weights_sha256": arrays_sha256(arrays)}

    def apply(self, net: keras.Model) -> list[str]:
        """Gives the layers of a net the weights of those that they fit, in order. Returns notes: which stay new.

        Raises:
            UsageError: none fits.
        """
        layers = list(_layers(net))
        own = [_weights(layer).fits for layer in layers]
        match = difflib.SequenceMatcher(None, [each.fits for each in self.layers], own, autojunk=False)
        taken = {b + i: a + i for a, b, size in match.get_matching_blocks() for i in range(size)}
        if not taken:
            cause = "No layer of it has the kind and the shapes of one of this model's."
            raise UsageError(f"The weights of {self.origin} do not fit the model.", cause=cause, hint="zoo runs")
        for to, source in taken.items():
            for variable, array in zip(layers[to].weights, self.layers[source].arrays, strict=True):
                variable.assign(array)
            if hasattr(layers[to], "finalize_state"):  # a normalisation computes with what it made of its weights
                layers[to].finalize_state()
        new = [layer.name for place, layer in enumerate(layers) if place not in taken]
        return [f"begins with the weights of {self.origin}: {_of(len(taken), len(layers), new)}", *self.notes]


def read(experiment: Experiment, registry: Registry) -> WarmStart | None:
    """Returns what a run begins with, None for its model's initialisers. For a session that begins afresh afterwards:
    a net is built to read it.

    Raises:
        UsageError: the run or the file is gone or another one, or is none that Keras reads.
        RunFailed: the run was trained by other code than there is today.
        StoreError: its files are damaged.
    """
    if (origin := experiment.model.values.get(FROM.name)) is None:
        return None
    if path := beginning.file(origin):
        return WarmStart(origin, [_weights(layer) for layer in _layers(_read_file(origin, path))])
    folder = paths.run_folder(origin)
    then = Experiment.from_dict(outputs.read_record(folder)["experiment"], registry)
    layers = [_weights(layer) for layer in _layers(outputs.read_net(folder, registry).inner)]
    return WarmStart(origin, layers, _shared(experiment, then))


def _shared(experiment: Experiment, then: Experiment) -> tuple[str, ...]:
    """Says where a run validates on images that the other one may have been trained on."""
    validated = experiment.validation is not None and experiment.dataset == then.dataset
    if not validated or all(getattr(experiment, name) == getattr(then, name) for name in SPLIT_BY):
        return ()
    return ("the val. accuracy counts images that the run it begins with was trained on",)


def _read_file(origin: str, path: Path) -> Any:
    import keras

    beginning.canonical(origin)  # refuses one that was changed since
    try:
        return keras.saving.load_model(path, compile=False, safe_mode=True)
    except ZooError:
        raise
    except Exception as error:  # a stranger's file may hold anything
        innermost = str(error).rpartition("Exception encountered: ")[2].strip()
        reason = f"Keras says: {brief(innermost, 300)}"
        raise UsageError(f"{path} is no model that Keras can read.", cause=reason, hint="zoo runs") from error


def _layers(net: Any) -> Iterator[Any]:
    """Yields the innermost layers that have weights, each once, in the order of the net."""
    yield from dict.fromkeys(_innermost(net))


def _innermost(net: Any) -> Iterator[Any]:
    for layer in net._flatten_layers(include_self=False, recursive=False):  # else Keras turns the order of nets in nets
        if any(inner.weights for inner in layer._flatten_layers(include_self=False)):
            yield from _innermost(layer)
        elif layer.weights:
            yield layer


def _weights(layer: Any) -> Weights:
    return Weights(type(layer).__name__, [variable.numpy() for variable in layer.weights])


def _of(taken: int, layers: int, new: Sequence[str]) -> str:
    if not new:
        return f"all {layers} layers"
    return f"{taken} of {layers} layers, new: {some(new)}"
