"""Ten recipes, each wrong in one way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wrong import Wrong

import zoo


def _recipe(name: str, make: Callable[[int], dict[str, Any]]) -> zoo.Recipe:
    """Returns a recipe that is sound but for what `make` puts into its plan, for a number of steps."""

    def plan(steps_per_epoch: int, *, epochs: int = 5, batch_size: int = 16) -> zoo.TrainingPlan:
        import keras

        sound = {"optimizer": keras.optimizers.SGD(0.1), "loss": keras.losses.CategoricalCrossentropy(from_logits=True)}
        return zoo.TrainingPlan(**{**sound, **make(steps_per_epoch * epochs)})

    return zoo.Recipe(name=name, summary=f"a recipe that is wrong: {name}", plan=plan)


KEPT: dict[str, Any] = {}


def kept_optimizer(steps: int) -> dict[str, Any]:
    import keras

    return {"optimizer": KEPT.setdefault("optimizer", keras.optimizers.SGD(0.1))}


def of_probabilities(steps: int) -> dict[str, Any]:
    import keras

    return {"loss": keras.losses.CategoricalCrossentropy()}


def of_numbers(steps: int) -> dict[str, Any]:
    import keras

    return {"loss": keras.losses.SparseCategoricalCrossentropy(from_logits=True)}


def cropped_view(steps: int) -> dict[str, Any]:
    return {"test_views": ((0.5, lambda images: images[:, :16, :16]),)}


def centred_view(steps: int) -> dict[str, Any]:
    return {"test_views": ((0.5, lambda images: images - images.mean(axis=0).astype("uint8")),)}


def of_hundred_steps(steps: int) -> dict[str, Any]:
    import keras

    return {"optimizer": keras.optimizers.SGD(keras.optimizers.schedules.CosineDecay(0.1, 100))}


def slowly_falling(steps: int) -> dict[str, Any]:
    import keras

    return {"optimizer": keras.optimizers.SGD(keras.optimizers.schedules.ExponentialDecay(0.1, 500, 0.5))}


def standing_still(steps: int) -> dict[str, Any]:
    import keras

    return {"optimizer": keras.optimizers.SGD(0.0)}


def watching(steps: int) -> dict[str, Any]:
    import keras

    class Watching(keras.callbacks.Callback):
        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            self.best = logs["val_f1"]

    return {"callbacks": [Watching()]}


def counting(steps: int) -> dict[str, Any]:
    import keras

    counted: list[int] = []

    class Counting(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
            counted.append(epoch)
            self.model.optimizer.learning_rate.assign(0.1 / len(counted))

    return {"callbacks": [Counting()]}


def remembering(steps: int) -> dict[str, Any]:
    """Nothing is wrong with it: what it remembers are its attributes."""
    import keras

    class Remembering(keras.callbacks.Callback):
        counted = 0

        def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
            self.counted += 1
            self.model.optimizer.momentum = 0.9 / self.counted

    falling = keras.optimizers.schedules.CosineDecay(0.1, steps)
    views = ((0.5, lambda images: images[:, :, ::-1]),)
    return {
        "optimizer": keras.optimizers.SGD(falling, momentum=0.9),
        "callbacks": [Remembering()],
        "test_views": views,
    }


WRONG = [
    Wrong(_recipe("kept-optimizer", kept_optimizer), "plans", "the same SGD twice", "made anew in each call"),
    Wrong(_recipe("of-probabilities", of_probabilities), "loss", "takes probabilities", "from_logits=True"),
    Wrong(_recipe("of-numbers", of_numbers), "loss", "must have rank", "keras.losses.CategoricalCrossentropy"),
    Wrong(_recipe("cropped-view", cropped_view), "test views", "(4, 16, 16, 3)", "of the shape that came in"),
    Wrong(_recipe("centred-view", centred_view), "test views", "beside other images", "over the batch, axis 0"),
    Wrong(_recipe("of-hundred-steps", of_hundred_steps), "schedule", "0 from about step", "steps_per_epoch * epochs"),
    Wrong(_recipe("slowly-falling", slowly_falling), "schedule", "by the length", "steps_per_epoch * epochs"),
    Wrong(_recipe("standing-still", standing_still), "compiles", "these do not", "a learning rate above 0"),
    Wrong(_recipe("watching", watching), "one epoch", "val_f1", "in one epoch of a few steps too"),
    Wrong(_recipe("counting", counting), "resume", "other weights and figures", "as attributes"),
]

SOUND = _recipe("sound", remembering)
