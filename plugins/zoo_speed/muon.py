"""Muon for convolutions: Keras' own leaves every kernel that is not a matrix to AdamW. Import it where it is used."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
from keras import ops

OWN = ("head_lr_ratio", "bias_lr_ratio", "orthogonalize", "normalize")


@keras.saving.register_keras_serializable(package="zoo_speed")
class ConvolutionalMuon(keras.optimizers.Muon):
    """Orthogonalises the update of each kernel, a row per output; AdamW for biases, scales and the last kernel.

    Args:
        learning_rate: of the kernels.
        head_lr_ratio: times `learning_rate` is AdamW's for the last kernel, the one that makes the logits.
        bias_lr_ratio: times `learning_rate` is AdamW's for biases and scales.
        orthogonalize: without it AdamW trains all kernels, as it does the last.
        normalize: keep each orthogonalised kernel at the norm of a matrix whose rows have length one, which batch
            normalisation behind it allows: the learning rate is then the angle by which it turns.
        weight_decay: decoupled: times `learning_rate`, it is the part of each kernel that a step takes away.

    Sources:
        Jordan et al., "Muon: An optimizer for hidden layers in neural networks" (2024); airbench94_muon in the
        repository KellerJordan/cifar10-airbench flattens and normalises kernels so.
    """

    def __init__(
        self,
        learning_rate: Any = 0.24,
        *,
        head_lr_ratio: float = 0.05,
        bias_lr_ratio: float = 0.1,
        orthogonalize: bool = True,
        normalize: bool = True,
        weight_decay: float = 0.0,
        momentum: float = 0.6,
        ns_steps: int = 3,
        name: str = "convolutional_muon",
        **named: Any,
    ) -> None:
        super().__init__(
            learning_rate,
            weight_decay=weight_decay,
            adam_weight_decay=weight_decay,
            momentum=momentum,
            ns_steps=ns_steps,
            rms_rate=None,
            name=name,
            **named,
        )
        self.exclude_from_weight_decay(var_names=["bias", "beta", "gamma"])
        self.head_lr_ratio, self.bias_lr_ratio = head_lr_ratio, bias_lr_ratio
        self.orthogonalize, self.normalize = orthogonalize, normalize
        self._head: Any = None

    def build(self, var_list: Sequence[Any]) -> None:
        kernels = [variable for variable in var_list if len(variable.shape) > 1]
        self._head = self._var_key(kernels[-1]) if kernels else None
        super().build(var_list)

    def _should_use_adamw(self, variable: Any) -> bool:
        return len(variable.shape) < 2 or not self.orthogonalize or self._var_key(variable) == self._head

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        index = self._get_variable_index(variable)
        momentum, velocity = self.momentums[index], self.adam_velocities[index]
        if velocity is None:
            self._turn(gradient, variable, ops.cast(learning_rate, variable.dtype), momentum)
            return
        ratio = self.head_lr_ratio if len(variable.shape) > 1 else self.bias_lr_ratio
        self._adamw_update_step(gradient, variable, learning_rate * ratio, momentum, velocity)

    def _turn(self, gradient: Any, variable: Any, rate: Any, momentum: Any) -> None:
        self.assign(momentum, self.momentum * momentum + gradient)
        direction = gradient + self.momentum * momentum
        outputs = variable.shape[-1]
        update = self.zeropower_via_newtonschulz5(ops.reshape(direction, (-1, outputs)), self.ns_steps)
        kernel = variable
        if self.normalize:
            kernel = variable * (outputs**0.5 / (ops.norm(ops.reshape(variable, (-1,))) + 1e-7))
        self.assign(variable, kernel - rate * ops.reshape(update, variable.shape))

    def get_config(self) -> dict[str, Any]:
        config = super().get_config()
        for name in ("rms_rate", "adam_weight_decay"):  # settled by the constructor
            del config[name]
        return {**config, **{name: getattr(self, name) for name in OWN}}
