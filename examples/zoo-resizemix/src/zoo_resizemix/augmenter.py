"""`resizemix`: pastes another image of the batch, made small, into each one, and mixes the labels by area.

Source: Qin et al., "ResizeMix: Mixing Data with Preserved Object Information and True Labels" (arXiv 2012.11101): the
scale of the small image is uniform in [0.1, 0.8], its place uniform over the image.
"""

from typing import Annotated

import zoo

Scale = Annotated[float, zoo.Param(gt=0, le=1, unit="of each side")]


def draw(rng, context, *, smallest: Scale = 0.1, largest: Scale = 0.8):
    """Draws a partner, the place of its small copy, and the copy's share of the image: each image's own.

    Returns:
        `partner` (B,), indices into the batch; `first` and `size` (B, 2), in whole pixels down and to the right;
        `share` (B,) in (0, 1].
    """
    import numpy as np

    if smallest > largest:
        raise zoo.UsageError(
            f"'resizemix': smallest={smallest:g} is larger than largest={largest:g}.",
            hint=f"write resizemix:smallest={largest:g}:largest={smallest:g}",
        )
    sides, count = np.array(context.image_shape[:2]), context.batch_size
    scale = rng.uniform(smallest, largest, (count, 1))
    size = np.maximum(1, np.rint(scale * sides)).astype(int)
    first = rng.integers(0, sides - size + 1)
    return {"partner": rng.permutation(count), "first": first, "size": size, "share": size.prod(1) / sides.prod()}


def apply(images, draws):
    """Returns the images with their partners' small copies: float32 (B, H, W, C), in and out.

    A resize is a matrix for each axis; its rows are zero where the copy does not stand.
    """
    from keras import ops

    down, right = (resizing(images.shape[1 + axis], draws["first"][:, axis], draws["size"][:, axis]) for axis in (0, 1))
    small = ops.einsum("bij,bjwc->biwc", down, ops.take(images, draws["partner"], axis=0))
    small = ops.einsum("bij,bhjc->bhic", right, small)
    covered = ops.einsum("bij,bkl->bik", down, right)[..., None]  # rows sum to 1 inside, to 0 outside
    return small + (1 - covered) * images


def resizing(length, first, size):
    """Returns matrices (B, length, length) that make `length` pixels into `size`, which stand from `first` on.

    Each pixel of the copy is a mean of those that it stands for, weighted by a triangle twice as wide: no aliasing.
    """
    from keras import ops

    pixel = ops.arange(length, dtype="float32")
    first, size = (ops.cast(values[:, None], "float32") for values in (first, size))
    ratio = length / size
    centre = (pixel - first + 0.5) * ratio - 0.5
    weights = ops.relu(1 - ops.abs(centre[:, :, None] - pixel) / ratio[:, :, None])
    inside = ops.cast((pixel >= first) & (pixel < first + size), "float32")
    return inside[:, :, None] * weights / ops.maximum(ops.sum(weights, axis=2, keepdims=True), 1e-6)


def mix_labels(one_hot, draws):
    """Returns the labels (B, classes), mixed as the pixels are. In NumPy: labels are mixed where batches are made."""
    share = draws["share"][:, None]
    return (1 - share) * one_hot + share * one_hot[draws["partner"]]


AUGMENTER = zoo.Augmenter(
    name="resizemix",
    summary="pastes another image of the batch, made small, into each one, and mixes the labels by area",
    draws={"partner": (), "first": (2,), "size": (2,), "share": ()},
    draw=draw,
    apply=apply,
    mix_labels=mix_labels,
)
