"""A chain of augmenters: drawn on the host with NumPy, applied in the training graph, in the order typed."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import tensorflow as tf
from keras import ops

from zoo.errors import PluginError
from zoo.plugin.components import Augmenter
from zoo.training.augmentation import geometry
from zoo.training.augmentation.step import AugmentationStep, DrawSpec


class Chain:
    """Augmenters one after the other.

    Args:
        parts: each augmenter with the value of each of its parameters, in the order in which they act.
        image_shape: (H, W, C) of the images, before and after.
        seed: the run's seed.

    Raises:
        PluginError: an augmenter draws something else than it declares.
    """

    def __init__(
        self, parts: Sequence[tuple[Augmenter, Mapping[str, Any]]], image_shape: tuple[int, int, int], seed: int
    ) -> None:
        height, width, channels = image_shape
        self.image_shape = (height, width, channels)
        self.links: list[AugmentationStep] = []
        before: Counter[str] = Counter()
        for augmenter, values in parts:
            self.links.append(AugmentationStep(augmenter, values, before[augmenter.name], self.image_shape, seed))
            before[augmenter.name] += 1

    @property
    def spec(self) -> dict[str, DrawSpec]:
        """Every draw by its unique name: its shape after the batch axis, and its dtype."""
        return {link.unique(name): spec for link in self.links for name, spec in link.spec.items()}

    def draw(self, indices: np.ndarray, epoch: int, batch: int) -> dict[str, np.ndarray]:
        """Draws what one batch needs: a pure function of its arguments and the chain.

        Each link has its own stream, so that adding another augmenter does not change what the others draw.

        Args:
            indices: (B,), which training images the batch holds.
            epoch: counted from 0.
            batch: counted from 0 in each epoch.

        Returns:
            Arrays (B, ...), int32 or float32, as `spec` has them.

        Raises:
            PluginError: an augmenter draws something else than it declares.
        """
        indices = np.asarray(indices, dtype=np.int64)
        drawn: dict[str, np.ndarray] = {}
        for link in self.links:
            drawn.update(link.draw(indices, epoch, batch))
        return drawn

    def mix_labels(self, one_hot: np.ndarray, draws: Mapping[str, np.ndarray]) -> np.ndarray:
        """Mixes labels as `apply` mixes the images. On the host.

        Args:
            one_hot: float32 (B, classes).
            draws: what `draw` returned for this batch.

        Returns:
            float32 (B, classes).

        Raises:
            PluginError: an augmenter returns labels of another shape, or that are not finite.
        """
        for link in self.links:
            if link.augmenter.mix_labels is not None:
                mixed = np.asarray(link.call("mix_labels", one_hot, link.own(draws)), dtype=np.float32)
                if mixed.shape != one_hot.shape:
                    raise _wrong_shape(link, "mix_labels", mixed.shape, one_hot.shape)
                if not np.isfinite(mixed).all():
                    raise link.refuse("labels", "NaN or infinity", "finite numbers")
                one_hot = mixed
        return one_hot

    def apply(self, images: Any, draws: Mapping[str, Any]) -> Any:
        """Augments a batch, in `keras.ops`: runs eagerly and traces with an unknown batch size.

        Neighbours that are geometry with the same fill become one matrix, and the pixels are sampled once. Whole-pixel
        geometry keeps the images' dtype; anything else works on float32 in [0, 255].

        Args:
            images: (B, H, W, C), uint8 or float32 in [0, 255].
            draws: what `draw` returned for this batch.

        Returns:
            (B, H, W, C), uint8 as long as the steps allow, else float32.

        Raises:
            PluginError: an augmenter returns images or matrices of another shape.
        """
        for fill, links in itertools.groupby(self.links, key=_fill):
            if fill is None:
                for link in links:
                    images = self._changed(link, images, draws)
            else:
                matrices = [_matrix(link, draws) for link in links]
                images = geometry.sample(images, geometry.compose(matrices), fill, self.image_shape)
        return images

    def _changed(self, link: AugmentationStep, images: Any, draws: Mapping[str, Any]) -> Any:
        changed = link.call("apply", ops.cast(images, "float32"), link.own(draws))
        if tuple(changed.shape)[1:] != self.image_shape:
            raise _wrong_shape(link, "apply", tuple(changed.shape), (images.shape[0], *self.image_shape))
        return changed


def traced(chain: Chain) -> Any:
    """Returns `chain.apply` as training has it: a graph for batches of any size."""
    pixels = tf.TensorSpec((None, *chain.image_shape), "uint8")
    draws = {name: tf.TensorSpec((None, *spec.shape), spec.dtype) for name, spec in chain.spec.items()}
    # Keras converts no training step either
    return tf.function(chain.apply, autograph=False, input_signature=(pixels, draws))


def _fill(link: AugmentationStep) -> str | None:
    """Returns the fill of a link that is geometry, and None for one that changes pixels."""
    return link.values["fill"] if link.augmenter.matrix is not None else None


def _matrix(link: AugmentationStep, draws: Mapping[str, Any]) -> Any:
    matrix = link.call("matrix", link.own(draws))
    if tuple(matrix.shape)[1:] != (3, 3):
        raise _wrong_shape(link, "matrix", tuple(matrix.shape), (None, 3, 3))
    return matrix


def _wrong_shape(
    link: AugmentationStep, role: str, received: tuple[Any, ...], expected: tuple[Any, ...]
) -> PluginError:
    return link.refuse(f"shapes from `{role}`", received, f"{expected}, the batch first")
