"""Muon for convolutions: Keras' own leaves every kernel that is not a matrix to AdamW. Import it where it is used."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
from keras import ops

OWN = ("head_lr_ratio", "bias_lr_ratio", "orthogonalize", "normalize", "rest_momentum", "first_bias_steps")


@keras.saving.register_keras_serializable(package="zoo_speed")
class ConvolutionalMuon(keras.optimizers.Muon):
    """Orthogonalises the update of each kernel, a row per output; AdamW or SGD for biases, scales and the last kernel.

    Args:
        learning_rate: of the kernels.
        head_lr_ratio: times `learning_rate` is the rate of the last kernel, the one that makes the logits.
        bias_lr_ratio: times `learning_rate` is the rate of biases and scales.
        orthogonalize: without it all kernels are trained as the last is.
        normalize: keep each orthogonalised kernel at the norm of a matrix whose rows have length one, which batch
            normalisation behind it allows: the learning rate is then the angle by which it turns.
        weight_decay: decoupled: times `learning_rate`, it is the part of each kernel that a step takes away; with SGD
            it is added to the gradients of the last kernel, of biases and of scales, and passes through the momentum.
        rest_momentum: of SGD, Nesterov's, for all that is not orthogonalised; 0: AdamW.
        first_bias_steps: the first bias learns ever less, and nothing after so many steps; 0: as long as the others.

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
        rest_momentum: float = 0.0,
        first_bias_steps: int = 0,
        name: str = "convolutional_muon",
        **named: Any,
    ) -> None:
        super().__init__(
            learning_rate,
            weight_decay=weight_decay,
            adam_weight_decay=0.0 if rest_momentum else weight_decay,
            momentum=momentum,
            ns_steps=ns_steps,
            rms_rate=None,
            name=name,
            **named,
        )
        self.exclude_from_weight_decay(var_names=["bias", "beta", "gamma"])
        self.head_lr_ratio, self.bias_lr_ratio = head_lr_ratio, bias_lr_ratio
        self.orthogonalize, self.normalize = orthogonalize, normalize
        self.rest_momentum, self.first_bias_steps = rest_momentum, first_bias_steps
        self._head: Any = None
        self._first_bias: Any = None

    def build(self, var_list: Sequence[Any]) -> None:
        kernels = [variable for variable in var_list if len(variable.shape) > 1]
        biases = [variable for variable in var_list if len(variable.shape) < 2]
        self._head = self._var_key(kernels[-1]) if kernels else None
        self._first_bias = self._var_key(biases[0]) if biases else None
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
        rate = ops.cast(learning_rate * ratio, variable.dtype)
        if self.first_bias_steps and self._var_key(variable) == self._first_bias:
            rate *= ops.maximum(0.0, 1 - ops.cast(self.iterations, variable.dtype) / self.first_bias_steps)
        if not self.rest_momentum:
            self._adamw_update_step(gradient, variable, rate, momentum, velocity)
            return
        gradient = gradient + self.weight_decay / ratio * variable
        self.assign(momentum, self.rest_momentum * momentum + gradient)
        self.assign_sub(variable, rate * (gradient + self.rest_momentum * momentum))

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
