"""A chain draws purely, keeps its order, and says whose result has a wrong shape."""

from __future__ import annotations

import numpy as np
import pytest
from chains import BLEND, MIRROR, MOVE, SLIDE, applied, augmenter, chain, typed
from keras import ops

from zoo.errors import PluginError
from zoo.training.augmentation import geometry


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
    assert mixed.dtype == np.float32
    np.testing.assert_allclose(mixed, np.diag(share) + np.diag(1 - share)[:, ::-1], rtol=1e-6)


def test_labels_stay_where_nothing_mixes_them():
    made, one_hot = chain(MOVE), np.eye(4, dtype=np.float32)
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
    with pytest.raises(PluginError, match=f"'odd' returned invalid shapes from `{role}`") as refusal:
        made.apply(ops.convert_to_tensor(images), {})
    assert "Expected: " in refusal.value.cause


def test_labels_of_a_wrong_shape_are_refused():
    roles = {"apply": lambda images, draws: images, "mix_labels": lambda one_hot, draws: one_hot[:, 1:]}
    made = chain(augmenter("odd", **NO_DRAWS, **roles))
    with pytest.raises(PluginError, match=r"from `mix_labels`") as refusal:
        made.mix_labels(np.eye(4, dtype=np.float32), {})
    assert "(4, 4)" in refusal.value.cause
    assert "(4, 3)" in refusal.value.cause
