"""How fast images are augmented: drawn on the host and applied in a graph, against Keras' two ways to do it."""

from __future__ import annotations

import os
import sys
import time
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks import common

if TYPE_CHECKING:
    import keras

BATCH, IMAGES, SHAPE = 128, 12_800, (32, 32, 3)
TITLE = f"Augmenting uint8 images of 32x32x3, batch {BATCH}, images/s"
DEGREES, SHIFT, ZOOM, SHEAR = 10.0, 0.1, 0.1, 10.0
MOVED, WARPED = "shift-flip, whole pixels", "rotate+shift+zoom+shear+flip"
CHAINS = {
    MOVED: "shift-flip",
    WARPED: f"rotate:degrees={DEGREES}+shift:fraction={SHIFT}:subpixel=true+zoom:fraction={ZOOM}"
    f"+shear:degrees={SHEAR}+flip",
}
RANGES = {
    MOVED: {"width_shift_range": SHIFT, "height_shift_range": SHIFT},
    WARPED: {
        "rotation_range": DEGREES,
        "width_shift_range": SHIFT,
        "height_shift_range": SHIFT,
        "zoom_range": ZOOM,
        "shear_range": SHEAR,
    },
}


def data() -> tuple[np.ndarray, np.ndarray]:
    """Returns images and labels that are noise: neither way looks at them."""
    rng = np.random.default_rng(0)
    return rng.integers(0, 256, (IMAGES, *SHAPE), dtype=np.uint8), rng.integers(0, 10, IMAGES)


def speed(augment: Callable[[int], Any], batches: int) -> Callable[[], float]:
    """Returns what augments a number of batches and returns its images per second."""

    def measure() -> float:
        began = time.perf_counter()
        augment(batches)
        return batches * BATCH / (time.perf_counter() - began)

    return measure


def ours(what: str) -> Callable[[int], Any]:
    """The trainer's own way: its feed (order, draws, labels), and the chain in a graph that takes many batches."""
    import tensorflow as tf

    from zoo.experiments import registry
    from zoo.plugin import expressions
    from zoo.training.augmentation.chain import Chain
    from zoo.training.feed import IMAGES as KEY
    from zoo.training.feed import Feed
    from zoo.training.prepare import Part

    known = registry.load()
    links = known.expand("augmenter", expressions.parse(CHAINS[what])[0])
    parts: list[Any] = [(known.component("augmenter", link.name), link.values) for link in links]
    chain = Chain([(part, part.resolve(values)) for part, values in parts], SHAPE, seed=0)
    feed = Feed(Part(*data(), np.arange(IMAGES)), chain, 10, seed=0, batch_size=BATCH)
    batches = iter(feed.dataset())

    def next_batch(done: Any, _: Any) -> tuple[Any, Any]:
        inputs, _ = next(batches)
        images = chain.apply(inputs[KEY], {name: inputs[name] for name in chain.spec})
        return done + 1, tf.cast(images[0, 0, 0, 0], tf.float32)  # looked at, so that it has to be computed

    def take(count: Any) -> Any:
        return tf.while_loop(lambda done, _: done < count, next_batch, [0, 0.0], parallel_iterations=1)

    graph = tf.function(take, autograph=False)
    return lambda count: graph(tf.constant(count))


def generator(what: str) -> Callable[[int], Any]:
    """ImageDataGenerator's `flow`."""
    from tensorflow.keras.preprocessing.image import ImageDataGenerator

    flow = ImageDataGenerator(horizontal_flip=True, **RANGES[what]).flow(*data(), batch_size=BATCH, seed=0)
    return lambda batches: [next(flow) for _ in range(batches)]


def layers(what: str) -> Callable[[int], Any]:
    """Keras' preprocessing layers in tf.data, as its guides have them: batched, mapped, prefetched.

    Not shuffled, and begun anew each time: what it prepared ahead while it waited would count for nothing, and cost us.
    """
    import tensorflow as tf

    stack = _layers(what)
    dataset = tf.data.Dataset.from_tensor_slices(data()).repeat().batch(BATCH)
    dataset = dataset.map(lambda images, labels: (_through(stack, images), labels), num_parallel_calls=tf.data.AUTOTUNE)
    return lambda batches: [None for _ in dataset.take(batches).prefetch(tf.data.AUTOTUNE)]


def _layers(what: str) -> list[keras.layers.Layer]:
    import keras

    flip = keras.layers.RandomFlip("horizontal")
    if what == MOVED:
        return [keras.layers.RandomTranslation(SHIFT, SHIFT, fill_mode="nearest", interpolation="nearest"), flip]
    return [
        keras.layers.RandomRotation(DEGREES / 360, fill_mode="nearest"),
        keras.layers.RandomTranslation(SHIFT, SHIFT, fill_mode="nearest"),
        keras.layers.RandomZoom(ZOOM, ZOOM, fill_mode="nearest"),
        keras.layers.RandomShear(SHEAR / 90, SHEAR / 90, fill_mode="nearest"),
        flip,
    ]


def _through(stack: list[keras.layers.Layer], images: Any) -> Any:
    for layer in stack:
        images = layer(images, training=True)
    return images


PEERS = {"ImageDataGenerator.flow": (generator, 5), "Keras layers in tf.data": (layers, 30)}
BARS = {MOVED: (30.0, 4.0), WARPED: (6.0, 4.0)}


def compare(what: str) -> list[common.Comparison]:
    """Compares one chain with both peers: in one process, with the same threads."""
    found, step = [], speed(ours(what), 100)
    for (peer, (build, batches)), bar in zip(PEERS.items(), BARS[what], strict=True):
        name = f"{what}, against {peer}"
        comparison = common.Comparison(name=name, unit="images/s", bar=common.Bar(sense="at least", value=bar))
        found.append(common.collect(comparison, step, speed(build(what), batches), seconds=30))
    return found


def main() -> int:
    """Measures and prints. Returns the exit status."""
    from zoo.training import environment

    warnings.filterwarnings("ignore", message=".*scipy.ndimage", category=DeprecationWarning)
    # Without op determinism, which would make tf.data's maps wait for one another.
    environment.prepare(threads=os.cpu_count())
    return common.report(TITLE, [comparison for what in CHAINS for comparison in compare(what)])


if __name__ == "__main__":
    sys.exit(main())
