"""The contract of a probe: findings of the declared form, the same each time, of runs of any size; nothing changed."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any

import keras
import numpy as np
from PIL import Image

from zoo.inspection.probes import drawer
from zoo.plugin.components import Probe
from zoo.plugin.findings import Findings
from zoo.training import environment
from zoo.training.networks import wrap
from zoo.training.outputs import plain, weights
from zoo.training.trained import Kept, Trained

IMAGES = 40


def check_probe(probe: Probe, values: Mapping[str, Any]) -> None:
    """Asks two small untrained nets, of colour images that are not square and of grey ones; the first one twice."""
    for shape, classes in (((12, 16, 3), 3), ((9, 9, 1), 2)):
        findings = [_measured(probe, values, shape, classes) for _ in range(2)]
        first, again = (plain([each.numbers, each.data, list(map(str, each.shown))]) for each in findings)
        assert first == again, f"{probe.name} finds something else when it is asked again. {first} became {again}"
        _check_pictures(probe.name, findings[0])
    declared = {metric.name for metric in probe.metrics}
    missing = declared - set(findings[0].numbers)
    assert not missing, f"{probe.name} declares {', '.join(sorted(missing))} and does not find it"


def made(shape: tuple[int, int, int], classes: int) -> Trained:
    """Returns a run that was never trained: noise, a small convolutional net, its true logits."""
    environment.fresh(0)
    inputs = keras.Input(shape)
    maps = keras.layers.Conv2D(4, 3, padding="same", activation="relu")(inputs)
    outputs = keras.layers.Dense(classes)(keras.layers.Flatten()(keras.layers.MaxPooling2D()(maps)))
    net = wrap(keras.Model(inputs, outputs), shape, shape)
    images = np.random.default_rng(0).integers(0, 256, (IMAGES, *shape), dtype=np.uint8)
    labels = (np.arange(IMAGES) % classes).astype(np.int32)
    logits = np.asarray(net.predict_on_batch(images))
    kept = Kept(logits.astype(np.float16), logits.argmax(axis=1).astype(np.int32), labels)
    record = {
        "name": "made.1",
        "dataset": "random-images",
        "model": "small-net",
        "augmenter": "none",
        "recipe": "none",
        "seed": 0,
    }
    return Trained(
        record,
        classes=tuple(f"class {label}" for label in range(classes)),
        image_shape=shape,
        net=lambda: net,
        images=lambda: images,
        kept=lambda: kept,
    )


def _measured(probe: Probe, values: Mapping[str, Any], shape: tuple[int, int, int], classes: int) -> Findings:
    trained, before = made(shape, classes), dict(values)
    every = np.arange(IMAGES)
    images, arrays = trained.images[every].copy(), weights(trained.net)
    found = probe.call("measure", values, trained)
    assert isinstance(found, Findings), f"Expected zoo.Findings. Received: {found!r}"
    found.check()
    assert np.array_equal(images, trained.images[every]), f"{probe.name} changed the images that it was shown"
    same = all(np.array_equal(old, new) for old, new in zip(arrays, weights(trained.net), strict=True))
    assert same, f"{probe.name} changed the net that it asked"
    assert dict(values) == before, f"{probe.name} changed its parameters"
    for text in (each for each in found.shown if isinstance(each, str)):
        longest = max(map(len, text.splitlines()), default=0)
        assert longest <= 80, f"{probe.name} shows a line of {longest} characters; a terminal may have 80"
    return found


def _check_pictures(name: str, found: Findings) -> None:
    for file, picture in found.pictures.items():
        stream = BytesIO()
        drawer(picture)(stream)
        with Image.open(stream) as image:
            assert image.format == "PNG", f"{file} of {name} is {image.format}"
            image.load()
