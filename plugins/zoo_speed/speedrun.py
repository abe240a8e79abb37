"""`speedrun`: Muon for kernels and AdamW for the rest on one cycle, label smoothing, test-time flip."""

from __future__ import annotations

from typing import Annotated, Literal

from zoo import Param, Recipe, TrainingPlan
from zoo_speed.test_time import TestTime, views


def plan(
    steps_per_epoch: int,
    *,
    epochs: Annotated[int, Param(ge=1)] = 10,
    batch_size: Annotated[int, Param(ge=1, unit="images")] = 500,
    learning_rate: Annotated[float, Param(gt=0, help="of Muon, at the peak of the cycle")] = 0.12,
    rest: Annotated[
        Literal["adamw", "nesterov"], Param(help="what trains the last kernel, biases and scales")
    ] = "adamw",
    rest_momentum: Annotated[float, Param(gt=0, lt=1, help="of rest=nesterov")] = 0.85,
    head_lr: Annotated[
        float | None,
        Param(gt=0, help="of the last kernel, at the peak; none: 0.01, of nesterov 0.67 of the summed loss"),
    ] = None,
    bias_lr: Annotated[
        float | None, Param(gt=0, help="of biases and scales, likewise; none: 0.02, of nesterov 0.053")
    ] = None,
    first_bias_epochs: Annotated[
        int, Param(ge=0, help="the first bias learns ever less, to nothing after so many; 0: as the others")
    ] = 0,
    warmup: Annotated[float, Param(ge=0, lt=1, unit="fraction of all steps", help="before the peak")] = 0.0,
    muon: Annotated[bool, Param(help="orthogonalise the kernels' updates; else AdamW for them too, at head_lr")] = True,
    momentum: Annotated[float, Param(ge=0, lt=1, help="of Muon, Nesterov's")] = 0.6,
    ns_steps: Annotated[int, Param(ge=1, le=10, help="Newton-Schulz iterations")] = 3,
    normalize: Annotated[bool, Param(help="keep Muon's kernels at a fixed norm")] = True,
    weight_decay: Annotated[float, Param(ge=0, help="decoupled, times learning_rate, on kernels")] = 0.004,
    ema: Annotated[float, Param(ge=0, lt=1, help="momentum of averaged weights; 0 keeps the last ones")] = 0.0,
    label_smoothing: Annotated[float, Param(ge=0, lt=1, unit="fraction")] = 0.2,
    image_scales: Annotated[
        tuple[float, ...],
        Param(gt=0, le=1, help="progressive resizing: of height and width, in equal parts of the training"),
    ] = (1.0,),
    test_time: Annotated[TestTime, Param(help="views that `with TTA` averages over")] = "flip",
) -> TrainingPlan:
    """Returns Muon and AdamW on one cycle of the learning rate, which falls to zero at the very last step.

    Sources:
        Jordan et al., "Muon: An optimizer for hidden layers in neural networks" (2024), and airbench94_muon in the
        repository KellerJordan/cifar10-airbench: learning rate, momentum, iterations, smoothing, SGD for the rest;
        Jordan (2024, arXiv 2404.00498): a larger rate for biases, test-time flip; Loshchilov and Hutter (2019, arXiv
        1711.05101): decoupled weight decay; Smith and Topin (2018, arXiv 1708.07120): one cycle; Szegedy et al. (2016,
        arXiv 1512.00567): label smoothing; Polyak and Juditsky (1992): averaged weights; Howard and Gugger, "Deep
        Learning for Coders with fastai and PyTorch" (2020): progressive resizing.
    """
    import keras

    from zoo_speed.muon import ConvolutionalMuon
    from zoo_speed.schedule import Triangle

    nesterov = rest == "nesterov"
    default_head, default_bias = (0.67, 0.053) if nesterov else (0.01, 0.02)
    summed = batch_size if nesterov else 1  # the loss is the mean of a batch
    optimizer = ConvolutionalMuon(
        Triangle(peak=learning_rate, total_steps=steps_per_epoch * epochs, warmup=warmup),
        head_lr_ratio=summed * (default_head if head_lr is None else head_lr) / learning_rate,
        bias_lr_ratio=summed * (default_bias if bias_lr is None else bias_lr) / learning_rate,
        orthogonalize=muon,
        normalize=normalize,
        momentum=momentum,
        ns_steps=ns_steps,
        weight_decay=weight_decay,
        rest_momentum=rest_momentum if nesterov else 0.0,
        first_bias_steps=first_bias_epochs * steps_per_epoch,
        use_ema=ema > 0,
        ema_momentum=ema,
    )
    return TrainingPlan(
        optimizer=optimizer,
        loss=keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=label_smoothing),
        test_views=views(test_time),
        image_scales=image_scales,
    )


SPEEDRUN = Recipe(
    name="speedrun", summary="Muon on one cycle of the learning rate, label smoothing, 10 epochs", plan=plan
)
