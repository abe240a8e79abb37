"""What the probe `shift` costs beside bare prediction: cnn6 on as many images as MNIST's test at 15 x 15 places.

The places of a corner and the centre stand for all 225, and some images for 10,000: their time is taken as often. What
comes after prediction, statistics and pictures, is measured whole.
"""

from __future__ import annotations

import functools
import os
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks import common

TITLE = "zoo probe RUN shift, 10,000 images of 28x28x1 at 225 places"
IMAGES, PLACES, CLASSES, SHAPE = 10_000, 225, 10, (28, 28, 1)
OFFSETS = [-7, 0, 7]


def made(model: str, asked: int) -> Any:
    """Returns a run that was never trained, of so many random images."""
    from zoo.experiments import registry as registries
    from zoo.training.networks import wrap
    from zoo.training.trained import Kept, Trained

    component: Any = registries.load(local=False).component("model", model)
    net = wrap(component.call("build", component.resolve({}), SHAPE, CLASSES), SHAPE, SHAPE)
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (asked, *SHAPE), dtype=np.uint8)
    labels = rng.integers(0, CLASSES, asked).astype(np.int32)
    kept = Kept(np.zeros((asked, CLASSES), np.float16), labels, labels)
    classes = tuple("0123456789")
    return Trained(
        {"name": "r"}, classes=classes, image_shape=SHAPE, net=lambda: net, images=lambda: images, kept=lambda: kept
    )


def timed(work: Callable[[], Any]) -> float:
    """Returns how many seconds some work takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def afterwards() -> float:
    """Returns the seconds of what comes after prediction, for all images and places."""
    from zoo_probes import shift

    offsets = list(range(-7, 8))
    found = np.random.default_rng(0).integers(0, CLASSES, (PLACES, IMAGES)).astype(np.int32)
    labels = found[0]

    def work() -> None:
        right = (found == labels).mean(axis=1).reshape(len(offsets), len(offsets))
        consistency = shift.agreement(found, CLASSES)
        shift.in_text(right, offsets)
        shift.figure(right, offsets, "a title", consistency, None).savefig(os.devnull, format="png")

    work()  # imports Matplotlib
    return timed(work)


def compare(model: str, asked: int, bar: common.Bar | None) -> list[common.Comparison]:
    """Compares with Keras' own `predict` of as many images in one array, and with the zoo's.

    Args:
        asked: how many images stand for all.
    """
    from zoo_probes import shift

    run, rest = made(model, asked), afterwards()
    array = np.concatenate([run.images] * len(OFFSETS) ** 2)
    times = IMAGES * PLACES / len(array)

    def scaled(work: Callable[[], Any], more: float) -> float:
        return times * timed(work) + more

    ours = functools.partial(shift.predicted, run, np.arange(asked), OFFSETS, "black")
    peers: dict[str, Callable[[], Any]] = {
        "keras.Model.predict": lambda: run.net.predict(array, batch_size=512, verbose=0),
        "the zoo's own": lambda: run.predict(array),
    }
    found = []
    for name, peer in peers.items():
        comparison = common.Comparison(name=f"{model}, against {name}", unit="s", bar=bar)
        measured = functools.partial(scaled, ours, rest), functools.partial(scaled, peer, 0.0)
        found.append(common.collect(comparison, *measured, seconds=60))
    return found


def main() -> int:
    """Measures and prints. Returns the exit status."""
    from zoo.training import environment

    environment.prepare(os.cpu_count() or 1)
    bar = common.Bar(sense="at most", value=1.1)
    return common.report(TITLE, [*compare("cnn6", 1_024, bar), *compare("mlp", IMAGES, None)])


if __name__ == "__main__":
    sys.exit(main())
