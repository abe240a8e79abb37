"""`article`: RMSprop and cross-entropy, batches of 256, 100 epochs."""

from __future__ import annotations

from typing import Annotated

from zoo import Param, Recipe, TrainingPlan


def plan(
    steps_per_epoch: int,
    *,
    epochs: Annotated[int, Param(ge=1)] = 100,
    batch_size: Annotated[int, Param(ge=1, unit="images")] = 256,
    learning_rate: Annotated[float, Param(gt=0)] = 1e-3,
) -> TrainingPlan:
    """Returns the article's training: `compile(optimizer="rmsprop", loss="categorical_crossentropy")`, on logits.

    Source:
        LearnOpenCV, "Image Classification using Convolutional Neural Networks in Keras" (2017).
    """
    import keras

    return TrainingPlan(
        optimizer=keras.optimizers.RMSprop(learning_rate),
        loss=keras.losses.CategoricalCrossentropy(from_logits=True),
    )


ARTICLE = Recipe(name="article", summary="the article's: RMSprop, cross-entropy, batches of 256, 100 epochs", plan=plan)
