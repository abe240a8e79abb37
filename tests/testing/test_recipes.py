"""The contract of a recipe: a plan of its own for each training."""

from __future__ import annotations

import pytest

from zoo.errors import PluginError
from zoo.plugin.components import Recipe, TrainingPlan
from zoo.testing import check_component


def test_a_recipe_with_a_loss_on_probabilities() -> None:
    def plan(steps_per_epoch: int, *, epochs: int = 2, batch_size: int = 4) -> TrainingPlan:
        import keras

        return TrainingPlan(optimizer=keras.optimizers.SGD(), loss=keras.losses.CategoricalCrossentropy())

    with pytest.raises(PluginError) as caught:
        check_component(Recipe(name="made", summary="made in a test", plan=plan))
    assert "from_logits" in str(caught.value.cause)


@pytest.mark.parametrize(
    ("view", "said"),
    [
        (lambda images: images - images.mean(axis=0).astype("uint8"), "depends on what other images are beside"),
        (lambda images: images.__setitem__(0, 7) or images, "changed the images that it was shown"),
        (lambda images: images[:, :20, :20], "cannot be trained"),
    ],
)
def test_a_recipe_whose_test_view_is_wrong(view, said) -> None:
    def plan(steps_per_epoch: int, *, epochs: int = 2, batch_size: int = 4) -> TrainingPlan:
        import keras

        loss = keras.losses.CategoricalCrossentropy(from_logits=True)
        return TrainingPlan(optimizer=keras.optimizers.SGD(), loss=loss, test_views=((0.5, view),))

    with pytest.raises((AssertionError, PluginError), match=said):
        check_component(Recipe(name="made", summary="made in a test", plan=plan))


def test_a_recipe_that_hands_out_one_optimizer_twice() -> None:
    import keras

    optimizer = keras.optimizers.SGD()

    def plan(steps_per_epoch: int, *, epochs: int = 2, batch_size: int = 4) -> TrainingPlan:
        return TrainingPlan(optimizer=optimizer, loss=keras.losses.CategoricalCrossentropy(from_logits=True))

    with pytest.raises(AssertionError, match="made hands out the same optimizer twice"):
        check_component(Recipe(name="made", summary="made in a test", plan=plan))
