"""The contract of an augmenter's pixels: like those that came in, by a pure function, for each image alone."""

from __future__ import annotations

from typing import Any

import numpy as np

from zoo.testing.framework import Broken, Subject, check

DTYPES = ("float32", "uint8")
NEAR = 0.01
"""How far pixels may lie from each other that are computed in two ways, of 255."""


@check("augmenter", "pixels", "of the shape that came in, float32, finite")
def pixels(subject: Subject) -> None:
    from zoo.testing.augmenters.batches import applied, batch, chains

    for chain in subject.once(chains):
        for size in (5, 3, 1):
            found = applied(chain, batch(chain, size))
            if found.shape != (size, *chain.image_shape):
                raise Broken(f"pixels of shape {(size, *chain.image_shape)}", f"{found.shape}", "give each image back")
            if str(found.dtype) not in DTYPES:
                remedy = 'cast what comes in and goes out to "float32", as keras.ops.cast does'
                raise Broken("pixels of float32", str(found.dtype), remedy)
            if not np.isfinite(found).all():
                raise Broken("finite pixels", "NaN or infinity", "divide by what cannot be 0: keras.ops.maximum(x, 1)")


@check("augmenter", "range", "of [0, 255], as what comes next expects")
def range_of_pixels(subject: Subject) -> None:
    from zoo.testing.augmenters.batches import applied, batch, chains

    chain = subject.once(chains)[0]
    found = applied(chain, batch(chain, 32))
    low, high = float(found.min()), float(found.max())
    if low < -NEAR or high > 255 + NEAR:
        remedy = "clip what `apply` returns: keras.ops.clip(images, 0, 255)"
        raise Broken("pixels from 0 to 255", f"from {low:.4g} to {high:.4g}", remedy)
    if high <= 1:
        raise Broken("pixels from 0 to 255", f"none above {high:.4g}", "do not divide by 255: what comes next does")


@check("augmenter", "pure", "`apply` gives the same for the same images and draws, and leaves both alone")
def pure(subject: Subject) -> None:
    from zoo.testing.augmenters.batches import applied, batch, chains

    chain = subject.once(chains)[0]
    given, kept = batch(chain, 5), batch(chain, 5)
    first, again = (applied(chain, given) for _ in range(2))
    remedy = "draw everything random in `draw`, and remember nothing between calls"
    if not np.array_equal(first, again):
        raise Broken("the same pixels from the same draws", "others", remedy)
    changed = [name for name, array in kept.draws.items() if not np.array_equal(array, given.draws[name])]
    if changed or not np.array_equal(kept.images, given.images):
        raise Broken("images and draws as they were", f"other {changed or 'images'}", "change copies of them")


@check("augmenter", "graph", "`apply` is traced once, for batches of any size, and computes what it does outside")
def graph(subject: Subject) -> None:
    from zoo.testing.augmenters.batches import applied, batch, graphs

    for chain, function in subject.once(graphs):
        for number, size in enumerate((4, 5, 1)):
            given = batch(chain, size, number)
            found = function(given.images, given.draws).numpy()
            if not np.allclose(found, applied(chain, given), atol=NEAR):
                remedy = "compute with `images` and `draws`: all else stays what it was when the graph was made"
                raise Broken("the same pixels in a graph as outside of it", "others", remedy)


@check("augmenter", "alone", "an image is changed as it is in a batch, unless labels are mixed with the images")
def alone(subject: Subject) -> None:
    from zoo.testing.augmenters.batches import applied, batch, chains

    augmenter: Any = subject.component
    if augmenter.mix_labels is not None:
        return
    for chain in subject.once(chains):
        given = batch(chain, 5)
        if not np.allclose(applied(chain, given.first()), applied(chain, given)[:1], atol=NEAR):
            remedy = "compute nothing over the batch, axis 0; what mixes images says so with `mix_labels`"
            raise Broken("each image changed by its own draws alone", "another one beside others", remedy)
