"""`fast`: AdamW on one cycle of the learning rate, with label smoothing, in 10 epochs."""

from __future__ import annotations

from typing import Annotated

from zoo import Param, Recipe, TrainingPlan


def plan(
    steps_per_epoch: int,
    *,
    epochs: Annotated[int, Param(ge=1)] = 10,
    batch_size: Annotated[int, Param(ge=1, unit="images")] = 128,
    learning_rate: Annotated[float, Param(gt=0, help="at the peak of the cycle")] = 3e-3,
    warmup: Annotated[float, Param(ge=0, le=1, unit="fraction of all steps", help="before the peak")] = 0.25,
    weight_decay: Annotated[float, Param(ge=0, help="decoupled, on kernels only")] = 0.05,
    label_smoothing: Annotated[float, Param(ge=0, lt=1, unit="fraction")] = 0.1,
) -> TrainingPlan:
    """Returns AdamW on one cycle: the learning rate climbs to its peak and falls to zero at the very last step.

    Sources:
        Smith and Topin, "Super-Convergence: Very Fast Training of Neural Networks Using Large Learning Rates" (2018);
        Loshchilov and Hutter, "Decoupled Weight Decay Regularization" (2019); Szegedy et al., "Rethinking the
        Inception Architecture for Computer Vision" (2016), for label smoothing.
    """
    import keras

    from zoo_classics.recipes.one_cycle import OneCycle

    schedule = OneCycle(peak=learning_rate, total_steps=steps_per_epoch * epochs, warmup=warmup)
    optimizer = keras.optimizers.AdamW(schedule, weight_decay=weight_decay)
    optimizer.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])
    return TrainingPlan(
        optimizer=optimizer,
        loss=keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=label_smoothing),
    )


FAST = Recipe(name="fast", summary="AdamW on one cycle, label smoothing, 10 epochs", plan=plan)
