"""One link of a chain: an augmenter with its values and its own random stream, its draws checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from zoo.errors import PluginError
from zoo.experiments.plugin_errors import failing
from zoo.plugin.components import Augmenter, DrawContext
from zoo.training.rng import stream

ON_HOST = {"draw": "drew", "mix_labels": "mixed labels"}
DTYPES = {"b": "int32", "i": "int32", "u": "int32", "f": "float32"}


class DrawSpec(NamedTuple):
    """A drawn array's shape after the batch axis, and its dtype: `int32` or `float32`."""

    shape: tuple[int, ...]
    dtype: str


class AugmentationStep:
    """An augmenter in its place in a chain.

    Args:
        augmenter: its description.
        values: each of its parameters, resolved.
        occurrence: how often the same augmenter stands in the chain before this place.
        image_shape: (H, W, C).
        seed: the run's seed.

    Raises:
        PluginError: what it draws is not what it declares. Found by drawing for two sizes of batch.
    """

    def __init__(
        self,
        augmenter: Augmenter,
        values: Mapping[str, Any],
        occurrence: int,
        image_shape: tuple[int, int, int],
        seed: int,
    ) -> None:
        self.augmenter, self.values, self.occurrence = augmenter, dict(values), occurrence
        roles = [role for role in augmenter.callables if getattr(augmenter, role) is not None]
        self._callables = {role: augmenter.bound(role, values) for role in roles}
        self.image_shape, self.seed = image_shape, seed
        self.spec: dict[str, DrawSpec] = {}
        first, again = (self._checked(np.arange(3), epoch=0, batch=0) for _ in range(2))
        self.spec = {name: DrawSpec(array.shape[1:], str(array.dtype)) for name, array in first.items()}
        self._checked(np.arange(2), epoch=0, batch=0)
        for name, array in first.items():
            if not np.array_equal(array, again[name]):
                raise self._refuse(name, "different numbers from the same generator", "`rng` as the only randomness")

    def unique(self, name: str) -> str:
        """Returns the name of a draw among those of the whole chain: `shift_0_offset`."""
        return f"{self.augmenter.name}_{self.occurrence}_{name}"

    def own(self, draws: Mapping[str, Any]) -> dict[str, Any]:
        """Returns this link's part of the chain's draws, under the names that the augmenter gave them."""
        return {name: draws[self.unique(name)] for name in self.spec}

    def draw(self, indices: np.ndarray, epoch: int, batch: int) -> dict[str, np.ndarray]:
        """Draws for one batch; a pure function of its arguments. Raises `PluginError` as the constructor does."""
        drawn = self._checked(indices, epoch, batch)
        return {self.unique(name): array for name, array in drawn.items()}

    def call(self, role: str, *arguments: Any) -> Any:
        """Calls one of the augmenter's callables with the values that it names.

        Raises:
            PluginError: it fails on the host. Whoever applies a chain in a graph knows who is to blame for the rest.
        """
        if role not in ON_HOST:
            return self._callables[role](*arguments)
        name = self.augmenter.name
        with failing(f"The augmenter {name!r}", ON_HOST[role], f"zoo check {name}"):
            return self._callables[role](*arguments)

    def _checked(self, indices: np.ndarray, epoch: int, batch: int) -> dict[str, np.ndarray]:
        drawn, declared = self._drawn(indices, epoch, batch), self.augmenter.draws
        if not isinstance(drawn, Mapping) or set(drawn) != set(declared):
            received = sorted(map(str, drawn)) if isinstance(drawn, Mapping) else type(drawn).__name__
            raise self._refuse(None, received, f"{sorted(declared)}, as declared in its `draws`")
        return {name: self._array(name, drawn[name], (len(indices), *shape)) for name, shape in declared.items()}

    def _drawn(self, indices: np.ndarray, epoch: int, batch: int) -> Any:
        rng = stream(self.seed, "augmenter", self.augmenter.name, self.occurrence, epoch, batch)
        context = DrawContext(indices=indices, epoch=epoch, image_shape=self.image_shape, batch_size=len(indices))
        return self.call("draw", rng, context)

    def _array(self, name: str, value: Any, shape: tuple[int, ...]) -> np.ndarray:
        try:
            array = np.asarray(value)
        except ValueError as error:
            raise self._refuse(name, "a ragged sequence", "an array of numbers") from error
        if array.shape != shape:
            # Keras broadcasts a (1, 2) array against a batch and reports a wrong loss in silence.
            raise self._refuse(name, f"shape {array.shape}", f"shape {shape}, the batch first")
        if array.dtype.kind not in DTYPES:
            raise self._refuse(name, f"dtype {array.dtype}", "integers or reals")
        return self._number(name, array)

    def _number(self, name: str, array: np.ndarray) -> np.ndarray:
        dtype = self.spec[name].dtype if self.spec else DTYPES[array.dtype.kind]
        if dtype == "int32" and array.dtype.kind == "f":
            raise self._refuse(name, f"dtype {array.dtype}", "integers, as it drew before")
        if dtype == "int32" and array.size and (array.max() > 2**31 - 1 or array.min() < -(2**31)):
            raise self._refuse(name, f"{array.max()} and {array.min()} as extremes", "integers that fit 32 bits")
        if dtype == "int32":
            return array.astype(dtype, copy=False)
        with np.errstate(over="ignore"):
            array = array.astype(dtype, copy=False)
        if not np.isfinite(array).all():
            raise self._refuse(name, "NaN or infinity", "finite numbers")
        return array

    def _refuse(self, name: str | None, received: Any, expected: str) -> PluginError:
        return self.refuse("draws" if name is None else f"values for draw {name!r}", received, expected)

    def refuse(self, what: str, received: Any, expected: str) -> PluginError:
        """Returns the error for what the augmenter returned."""
        return PluginError(
            f"The augmenter {self.augmenter.name!r} returned invalid {what}.",
            cause=f"Expected: {expected}. Received: {received}.",
            hint=f"zoo check {self.augmenter.name}",
        )
