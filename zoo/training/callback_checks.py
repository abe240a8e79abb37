"""Callbacks of a recipe that have nothing to do in a run, or could not do it."""

from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import keras

if TYPE_CHECKING:
    from zoo.plugin.components import TrainingPlan

NOT_NEEDED = {
    "BackupAndRestore": "a run that was cut off goes on from its own checkpoints",
    "ProgbarLogger": "a run's progress is shown",
}


def without_needless(plan: TrainingPlan) -> tuple[TrainingPlan, list[str]]:
    """Returns a plan without the callbacks of Keras that do what the zoo does, and a note for each."""
    notes = [f"{type(each).__name__} is left out: {why}" for each in plan.callbacks if (why := _needless(each))]
    return replace(plan, callbacks=[each for each in plan.callbacks if not _needless(each)]), notes


def _needless(callback: keras.callbacks.Callback) -> str | None:
    made = keras.callbacks
    return next((why for kind, why in NOT_NEEDED.items() if isinstance(callback, getattr(made, kind))), None)


def unfit(callback: keras.callbacks.Callback, optimizer: keras.optimizers.Optimizer) -> str | None:
    """Returns why a callback of Keras' own cannot do its work in a run, or not with this optimizer; else None."""
    made, optimizer = keras.callbacks, getattr(optimizer, "inner_optimizer", optimizer)
    scheduled = isinstance(getattr(optimizer, "_learning_rate", None), keras.optimizers.schedules.LearningRateSchedule)
    match callback:
        case made.CallbackList():
            return "hides its callbacks, so that nothing keeps what they remember: list them themselves"
        case made.TensorBoard() if find_spec("tensorboard") is None:
            return "needs the package tensorboard: zoo install tensorboard"
        case made.RemoteMonitor() if find_spec("requests") is None:
            return "needs the package requests: zoo install requests"
        case made.SwapEMAWeights() if not _averages(optimizer):
            return "needs an optimizer with use_ema=True"
        case made.LearningRateScheduler() | made.ReduceLROnPlateau() if scheduled:
            return "sets the learning rate, and the optimizer's follows a schedule: leave one of them out"
    return None


def _averages(optimizer: Any) -> bool:
    return any(getattr(each, "use_ema", False) for each in getattr(optimizer, "optimizers", [optimizer]))


def unseen_monitors(plan: TrainingPlan, *, validated: bool) -> list[str]:
    """Returns a note for each callback that watches a figure of the validation where nothing is validated."""
    watched = {} if validated else {type(each).__name__: str(getattr(each, "monitor", "")) for each in plan.callbacks}
    return [
        f"{name} watches {figure}, which is not known without validation"
        for name, figure in watched.items()
        if figure.startswith("val_")
    ]
