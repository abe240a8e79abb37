"""The contract of a model: it builds at its smallest size and returns finite logits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import keras
import numpy as np

from zoo.plugin.components import Model
from zoo.training import checks

CLASSES = 5


def check_model(model: Model, values: Mapping[str, Any]) -> None:
    """Builds the model at its smallest size, and on images that are not square, and runs it on a few of them."""
    side, channels = model.min_size, model.channels or 3
    for shape in ((side, side, channels), (side + 8, side + 3, channels)):
        net = model.call("build", values, shape, CLASSES)
        _check_net(model, net, shape, values)


def _check_net(model: Model, net: Any, shape: tuple[int, int, int], values: Mapping[str, Any]) -> None:
    checks.check_model(model.name, net)
    checks.check_scale(model.name, net, shape)
    images = np.random.default_rng(0).random((6, *shape), dtype=np.float32)
    if model.adapt is not None:
        seen = images.copy()
        model.call("adapt", values, net, images, np.random.default_rng(0))
        assert np.array_equal(images, seen), f"`adapt` of {model.name} changed the images that it was shown"
    logits = keras.ops.convert_to_numpy(net(images, training=False))
    assert logits.shape == (6, CLASSES), f"Expected logits of shape {(6, CLASSES)}. Received: {logits.shape}"
    checks.check_logits(model.name, logits)
    alone = keras.ops.convert_to_numpy(net(images[:1], training=False))
    assert np.allclose(alone, logits[:1], atol=1e-4), f"{model.name} answers otherwise when other images are beside"
