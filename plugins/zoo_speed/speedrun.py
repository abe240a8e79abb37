"""`speedrun`: Muon on a falling learning rate, label smoothing, large batches."""

from __future__ import annotations

from typing import Annotated

from zoo import Param, Recipe, TrainingPlan


def plan(
    steps_per_epoch: int,
    *,
    epochs: Annotated[int, Param(ge=1)] = 10,
    batch_size: Annotated[int, Param(ge=1, unit="images")] = 500,
    learning_rate: Annotated[float, Param(gt=0, help="of Muon, at the beginning")] = 0.24,
    head_lr: Annotated[float, Param(gt=0, help="of AdamW for the last kernel")] = 0.01,
    bias_lr: Annotated[float, Param(gt=0, help="of AdamW for biases and scales")] = 0.02,
    momentum: Annotated[float, Param(ge=0, lt=1)] = 0.6,
    ns_steps: Annotated[int, Param(ge=1, le=10)] = 3,
    normalize: bool = True,
    ema: Annotated[float, Param(ge=0, lt=1)] = 0.0,
    label_smoothing: Annotated[float, Param(ge=0, lt=1, unit="fraction")] = 0.2,
) -> TrainingPlan:
    """Returns Muon for kernels, AdamW for the rest."""
    import keras

    from zoo_speed.muon import ConvolutionalMuon

    schedule = keras.optimizers.schedules.PolynomialDecay(learning_rate, steps_per_epoch * epochs, 0.0)
    optimizer = ConvolutionalMuon(
        schedule, head_lr_ratio=head_lr / learning_rate, bias_lr_ratio=bias_lr / learning_rate,
        momentum=momentum, ns_steps=ns_steps, normalize=normalize, use_ema=ema > 0, ema_momentum=ema or 0.99,
    )
    return TrainingPlan(
        optimizer=optimizer,
        loss=keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=label_smoothing),
    )


SPEEDRUN = Recipe(name="speedrun", summary="Muon on a falling learning rate", plan=plan)
