"""A chain draws purely, keeps its order, and runs under `fit`; on 20x28 images with a partial last batch."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import ops

from zoo.components import Augmenter
from zoo.errors import PluginError
from zoo.training import geometry
from zoo.training.augment import Chain

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


@pytest.fixture(scope="module")
def images():
    return np.random.default_rng(0).integers(0, 256, (10, *SHAPE), dtype=np.uint8)


def applied(chain, images, draws):
    return ops.convert_to_numpy(chain.apply(ops.convert_to_tensor(images), draws))


def test_an_empty_chain_changes_nothing(images):
    empty = chain()
    assert empty.spec == empty.draw(np.arange(10), 0, 0) == {}
    np.testing.assert_array_equal(applied(empty, images, {}), images)


def test_names_are_unique_for_each_link():
    twice = chain(MOVE, BLEND, MOVE)
    assert twice.spec == {
        "move_0_offset": ((2,), "int32"),
        "blend_0_share": ((), "float32"),
        "move_1_offset": ((2,), "int32"),
    }
    draws = twice.draw(np.arange(10), 0, 0)
    assert list(draws) == list(twice.spec)
    assert not np.array_equal(draws["move_0_offset"], draws["move_1_offset"])


@pytest.mark.parametrize("other", [(BLEND, MOVE), (MOVE, BLEND), (MIRROR, MOVE, MIRROR), (MOVE, MOVE)], ids=typed)
def test_another_augmenter_does_not_change_what_the_first_draws(other):
    name = "move_0_offset"
    for epoch, batch in [(0, 0), (0, 1), (3, 2)]:
        alone = chain(MOVE).draw(np.arange(10), epoch, batch)[name]
        np.testing.assert_array_equal(chain(*other).draw(np.arange(10), epoch, batch)[name], alone)


def test_draws_do_not_depend_on_the_order_of_the_calls():
    places = [(epoch, batch) for epoch in range(3) for batch in range(3)]
    made = chain(MOVE, BLEND)
    forwards = [made.draw(np.arange(4), *place) for place in places]
    backwards = [made.draw(np.arange(4), *place) for place in reversed(places)]
    for one, other in zip(forwards, reversed(backwards), strict=True):
        for name in made.spec:
            np.testing.assert_array_equal(one[name], other[name])


def test_the_seed_changes_the_draws():
    one, other = (chain(MOVE, seed=seed).draw(np.arange(10), 0, 0)["move_0_offset"] for seed in (0, 1))
    assert not np.array_equal(one, other)


@pytest.mark.parametrize(
    ("parts", "dtype"),
    [
        ((MOVE,), "uint8"),
        ((MOVE, MIRROR), "uint8"),
        ((SLIDE,), "float32"),
        ((MOVE, SLIDE), "float32"),
        ((BLEND,), "float32"),
    ],
    ids=typed,
)
def test_images_stay_uint8_as_long_as_the_steps_allow(images, parts, dtype):
    made = chain(*parts)
    result = applied(made, images, made.draw(np.arange(10), 0, 0))
    assert result.dtype == dtype
    assert result.max() > 1  # still in [0, 255]


def test_geometry_is_applied_in_the_order_typed(images):
    made = chain(MOVE, MIRROR)
    draws = made.draw(np.arange(10), 0, 0)
    one_by_one = applied(chain(MIRROR), applied(chain(MOVE), images, draws), draws)
    np.testing.assert_array_equal(applied(made, images, draws), one_by_one)
    assert not np.array_equal(applied(chain(MIRROR, MOVE), images, draws), one_by_one)


def test_mixing_and_geometry_keep_their_order(images):
    made, other = chain(BLEND, MOVE), chain(MOVE, BLEND)
    draws = made.draw(np.arange(10), 0, 0)
    one_by_one = applied(chain(MOVE), applied(chain(BLEND), images, draws), draws)
    np.testing.assert_allclose(applied(made, images, draws), one_by_one, atol=1e-3)
    assert np.abs(applied(other, images, draws) - one_by_one).max() > 1


def test_fused_geometry_samples_the_pixels_once(images):
    draws = {f"move_{i}_offset": np.full((10, 2), offset, np.int32) for i, offset in enumerate([9, -9])}
    np.testing.assert_array_equal(applied(chain(MOVE, MOVE), images, draws), images)


@pytest.mark.parametrize(
    ("parts", "times"),
    [
        ((MOVE, MIRROR), 1),
        ((MOVE, (MIRROR, "constant")), 2),
        ((MOVE, BLEND, MIRROR), 2),
        (((MOVE, "wrap"), (MIRROR, "wrap"), (SLIDE, "wrap")), 1),
        ((BLEND,), 0),
    ],
    ids=typed,
)
def test_only_neighbours_with_equal_fill_are_fused(images, parts, times, monkeypatch):
    fills = []
    sample = geometry.sample
    monkeypatch.setattr(geometry, "sample", lambda *given: (fills.append(given[2]), sample(*given))[1])
    made = chain(*parts)
    made.apply(ops.convert_to_tensor(images), made.draw(np.arange(10), 0, 0))
    assert len(fills) == times


def test_labels_are_mixed_as_the_images_are(images):
    made = chain(MOVE, BLEND)
    draws = made.draw(np.arange(4), 0, 0)
    mixed = made.mix_labels(np.eye(4, dtype=np.float32), draws)
    share = draws["blend_0_share"]
    assert made.mixes_labels
    assert mixed.dtype == np.float32
    np.testing.assert_allclose(mixed, np.diag(share) + np.diag(1 - share)[:, ::-1], rtol=1e-6)


def test_labels_stay_where_nothing_mixes_them():
    made, one_hot = chain(MOVE), np.eye(4, dtype=np.float32)
    assert not made.mixes_labels
    assert made.mix_labels(one_hot, made.draw(np.arange(4), 0, 0)) is one_hot


NO_DRAWS = {"draws": {}, "draw": lambda rng, context: {}}


@pytest.mark.parametrize(
    ("roles", "role"),
    [
        ({"apply": lambda images, draws: images[:, 1:]}, "apply"),
        ({"apply": lambda images, draws: ops.mean(images, axis=-1)}, "apply"),
        ({"matrix": lambda draws: ops.eye(3)}, "matrix"),
        ({"matrix": lambda draws: ops.zeros((10, 2, 3))}, "matrix"),
    ],
)
def test_a_wrong_shape_is_refused(images, roles, role):
    made = chain(augmenter("odd", **NO_DRAWS, **roles))
    with pytest.raises(PluginError, match=f"'odd' returned an invalid shape from `{role}`") as refusal:
        made.apply(ops.convert_to_tensor(images), {})
    assert "Expected: " in refusal.value.cause


def test_labels_of_a_wrong_shape_are_refused():
    roles = {"apply": lambda images, draws: images, "mix_labels": lambda one_hot, draws: one_hot[:, 1:]}
    made = chain(augmenter("odd", **NO_DRAWS, **roles))
    with pytest.raises(PluginError, match=r"from `mix_labels`") as refusal:
        made.mix_labels(np.eye(4, dtype=np.float32), {})
    assert "(4, 4)" in refusal.value.cause
    assert "(4, 3)" in refusal.value.cause


@pytest.mark.parametrize("parts", [(), (MOVE, MIRROR), ((MOVE, "constant"), SLIDE), (BLEND, MOVE)], ids=typed)
def test_one_graph_serves_every_batch_size(images, parts):
    made = chain(*parts)
    signature = {name: tf.TensorSpec((None, *spec.shape), spec.dtype) for name, spec in made.spec.items()}
    traced = tf.function(made.apply, input_signature=[tf.TensorSpec((None, *SHAPE), "uint8"), signature])
    assert traced.get_concrete_function().output_shapes.as_list() == [None, *SHAPE]
    for size in (10, 3, 1):
        draws = made.draw(np.arange(size), 0, 0)
        tensors = {name: tf.constant(array) for name, array in draws.items()}
        result = traced(tf.constant(images[:size]), tensors).numpy()
        np.testing.assert_allclose(result, applied(made, images[:size], draws), atol=1e-3)


class Augmented(keras.layers.Layer):
    def __init__(self, chain):
        super().__init__(trainable=False)
        self.chain = chain

    def call(self, inputs):
        draws = {name: array for name, array in inputs.items() if name != "image"}
        return self.chain.apply(inputs["image"], draws)


class Feed(keras.utils.PyDataset):
    """Batches of four, the last one of two, with this epoch's draws."""

    def __init__(self, chain, images, one_hot):
        super().__init__()
        self.chain, self.images, self.one_hot, self.epoch = chain, images, one_hot, 0

    def __len__(self):
        return -(-len(self.images) // 4)

    def __getitem__(self, batch):
        indices = np.arange(len(self.images))[4 * batch : 4 * batch + 4]
        draws = self.chain.draw(indices, self.epoch, batch)
        return {"image": self.images[indices], **draws}, self.chain.mix_labels(self.one_hot[indices], draws)


@pytest.mark.parametrize("parts", [(MOVE, MIRROR), (SLIDE, BLEND, MOVE)], ids=typed)
def test_under_fit_the_losses_are_right(images, parts):
    made, one_hot = chain(*parts), np.eye(5, dtype=np.float32)[np.arange(10) % 5]
    keras.utils.set_random_seed(0)
    inputs = {name: keras.Input(spec.shape, dtype=spec.dtype, name=name) for name, spec in made.spec.items()}
    inputs["image"] = keras.Input(SHAPE, dtype="uint8", name="image")
    head = keras.Sequential([keras.layers.Rescaling(1 / 255), keras.layers.Flatten(), keras.layers.Dense(5)])
    model = keras.Model(inputs, head(Augmented(made)(inputs)))
    loss = keras.losses.CategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(0.0), loss)  # a rate of zero: every batch meets the same weights
    feed = Feed(made, images, one_hot)
    history = model.fit(feed, epochs=1, verbose=0, shuffle=False)
    losses = []
    for batch in range(len(feed)):
        inputs, labels = feed[batch]
        logits = head(made.apply(ops.convert_to_tensor(inputs.pop("image")), inputs))
        losses += [float(loss(labels[i : i + 1], logits[i : i + 1])) for i in range(len(labels))]
    assert len(losses) == 10
    assert history.history["loss"] == [pytest.approx(np.mean(losses), rel=1e-5)]
