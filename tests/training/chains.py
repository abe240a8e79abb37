"""Augmenters to chain, of whole pixels, of real ones, and one that mixes; chains of them on 20x28 images."""

from __future__ import annotations

from keras import ops

from zoo.plugin.components import Augmenter
from zoo.training.augmentation.chain import Chain

SHAPE = (20, 28, 3)


def affine(a, x, y):
    """`[[a, 0, x], [0, 1, y], [0, 0, 1]]` for each image."""
    zero, one = ops.zeros_like(a), ops.ones_like(a)
    return ops.reshape(ops.stack([a, zero, x, zero, one, y, zero, zero, one], axis=-1), (-1, 3, 3))


def moved(draws):
    x, y = draws["offset"][:, 0], draws["offset"][:, 1]
    return affine(ops.ones_like(x), x, y)


def blended(images, draws):
    share = ops.reshape(draws["share"], (-1, 1, 1, 1))
    return share * images + (1 - share) * images[::-1]


def blended_labels(one_hot, draws):
    share = draws["share"][:, None]
    return share * one_hot + (1 - share) * one_hot[::-1]


def augmenter(name, draws, draw, **roles):
    return Augmenter(name=name, summary="for tests", draws=draws, draw=draw, **roles)


def typed(value):
    """Names a chain in a test's name as it would be typed."""
    if not isinstance(value, tuple):
        return str(value)
    return "+".join(part.name if isinstance(part, Augmenter) else f"{part[0].name}:{part[1]}" for part in value) or "-"


MOVE = augmenter(
    "move",
    {"offset": (2,)},
    lambda rng, context: {"offset": rng.integers(-5, 6, (context.batch_size, 2))},
    matrix=moved,
)


SLIDE = augmenter(
    "slide",
    {"offset": (2,)},
    lambda rng, context: {"offset": rng.uniform(-5, 5, (context.batch_size, 2))},
    matrix=moved,
)


MIRROR = augmenter(
    "mirror",
    {"sign": ()},
    lambda rng, context: {"sign": rng.choice([-1, 1], context.batch_size)},
    matrix=lambda draws: affine(draws["sign"], 0 * draws["sign"], 0 * draws["sign"]),
)


BLEND = augmenter(
    "blend",
    {"share": ()},
    lambda rng, context: {"share": rng.random(context.batch_size)},
    apply=blended,
    mix_labels=blended_labels,
)


def chain(*parts, seed=0):
    """A chain of augmenters, or of (augmenter, fill) for geometry with another fill than `nearest`."""
    pairs = [part if isinstance(part, tuple) else (part, "nearest") for part in parts]
    return Chain([(part, {"fill": fill} if part.matrix else {}) for part, fill in pairs], SHAPE, seed)


def applied(chain, images, draws):
    return ops.convert_to_numpy(chain.apply(ops.convert_to_tensor(images), draws))
