"""Muon for convolutions: Keras' own leaves every kernel that is not a matrix to AdamW. Import it where it is used."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="zoo_speed")
class ConvolutionalMuon(keras.optimizers.Muon):
    """Orthogonalises the update of each kernel, one row per output; AdamW for biases, scales and the last kernel.

    Args:
        learning_rate: of the kernels.
        head_lr_ratio: times `learning_rate` is AdamW's for the last kernel, which makes the logits.
        bias_lr_ratio: times `learning_rate` is AdamW's for biases and scales.
        normalize: keep each kernel at the norm of a matrix whose rows have length one, as batch normalisation behind
            it allows: the learning rate is then the angle by which it turns.

    Sources:
        Jordan et al., "Muon: An optimizer for hidden layers in neural networks" (2024), and airbench94_muon of the
        repository KellerJordan/cifar10-airbench for `normalize` and the flattening of kernels.
    """

    def __init__(
        self,
        learning_rate: Any = 0.24,
        *,
        head_lr_ratio: float = 0.02,
        bias_lr_ratio: float = 0.1,
        normalize: bool = True,
        momentum: float = 0.6,
        ns_steps: int = 3,
        name: str = "convolutional_muon",
        **named: Any,
    ) -> None:
        super().__init__(learning_rate, momentum=momentum, ns_steps=ns_steps, rms_rate=None, name=name, **named)
        self.head_lr_ratio, self.bias_lr_ratio, self.normalize = head_lr_ratio, bias_lr_ratio, normalize
        self._head: Any = None

    def build(self, var_list: Sequence[Any]) -> None:
        kernels = [variable for variable in var_list if len(variable.shape) > 1]
        self._head = self._var_key(kernels[-1]) if kernels else None
        super().build(var_list)

    def _should_use_adamw(self, variable: Any) -> bool:
        return len(variable.shape) < 2 or self._var_key(variable) == self._head

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        index = self._get_variable_index(variable)
        momentum, velocity = self.momentums[index], self.adam_velocities[index]
        if velocity is None:
            self._turn(gradient, variable, learning_rate, momentum)
        else:
            ratio = self.head_lr_ratio if self._var_key(variable) == self._head else self.bias_lr_ratio
            self._adamw_update_step(gradient, variable, learning_rate * ratio, momentum, velocity)

    def _turn(self, gradient: Any, variable: Any, learning_rate: Any, momentum: Any) -> None:
        self.assign(momentum, self.momentum * momentum + gradient)
        direction = gradient + self.momentum * momentum if self.nesterov else momentum
        outputs = variable.shape[-1]
        update = self.zeropower_via_newtonschulz5(ops.reshape(direction, (-1, outputs)), self.ns_steps)
        value = variable
        if self.normalize:
            value = variable * (outputs**0.5 / (ops.norm(ops.reshape(variable, (-1,))) + 1e-7))
        self.assign(variable, value - ops.cast(learning_rate, variable.dtype) * ops.reshape(update, variable.shape))

    def get_config(self) -> dict[str, Any]:
        own = {name: getattr(self, name) for name in ("head_lr_ratio", "bias_lr_ratio", "normalize")}
        config = super().get_config()
        return {**{name: config[name] for name in ("name", "learning_rate", "momentum", "ns_steps")}, **own}
