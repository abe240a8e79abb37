"""How many multiply-adds TensorFlow does: counted in its matrix products and convolutions, as they are computed."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import keras
import numpy as np

from zoo.training.layer_calls import watched


@dataclass
class Count:
    """Multiply-adds so far; `at_least` where a loop or a kernel was seen that hides how many there are.

    Args:
        latest: those of a layer's latest call, by the layer's `id`.
    """

    multiply_adds: int = 0
    at_least: bool = False
    latest: dict[int, int] = field(default_factory=dict)

    def around(self, layer: Any, inputs: Any, call: Callable[[], Any]) -> Any:
        """Calls a layer, and puts right what its operations say otherwise than it is; for `watched`."""
        before, cell = self.multiply_adds, id(getattr(layer, "cell", None))
        output = call()
        if isinstance(layer, keras.layers.RNN) and cell in self.latest:  # Keras takes more steps than there are
            self.multiply_adds = before + inputs.shape[1] * self.latest[cell]
        self.at_least |= isinstance(layer, keras.layers.AdditiveAttention)  # a sum of products that is no product
        self.latest[id(layer)] = self.multiply_adds - before
        return output


def flops(net: keras.Model) -> int | None:
    """Returns the floating-point operations of one image, a multiply-add counted as two; None where some are hidden."""
    with counted() as count, watched(count.around):
        net(np.zeros((1, *net.input_shape[1:]), np.float32), training=False)
    return None if count.at_least else 2 * count.multiply_adds


@contextlib.contextmanager
def counted() -> Iterator[Count]:
    """Counts what is computed eagerly, each turn of a loop too, and what is traced on the way."""
    from tensorflow.python.framework import op_callbacks  # the only way to see what a strange layer computes

    count = Count()

    def seen(kind: Any, inputs: Any, attributes: Any, outputs: Any, op_name: Any = None, graph: Any = None) -> None:
        name = _text(kind)
        count.at_least |= name.endswith("While") or name.startswith("Cudnn")
        if name in PRODUCTS:
            named = dict(zip(attributes[::2], attributes[1::2], strict=True))
            count.multiply_adds += PRODUCTS[name](inputs, named, outputs[0])

    op_callbacks.add_op_callback(seen)
    try:
        yield count
    finally:
        op_callbacks.remove_op_callback(seen)


def _matrix(transposed: str) -> Callable[..., int]:
    def count(inputs: Sequence[Any], named: dict[str, Any], output: Any) -> int:
        return _size(output.shape) * inputs[0].shape[-2 if named[transposed] else -1]

    return count


def _filtered(inputs: Sequence[Any], named: dict[str, Any], output: Any) -> int:
    """Every output is a sum over the filter's window and the channels that it reads."""
    return _size(output.shape) * _size(inputs[1].shape[:-1])


def _depthwise(inputs: Sequence[Any], named: dict[str, Any], output: Any) -> int:
    return _size(output.shape) * _size(inputs[1].shape[:2])


def _transposed(inputs: Sequence[Any], named: dict[str, Any], output: Any) -> int:
    """A transposed convolution: each input goes through the whole filter but for its own channel, the last."""
    return _size(inputs[2].shape) * _size(inputs[1].shape[:-1])


def _einsum(inputs: Sequence[Any], named: dict[str, Any], output: Any) -> int:
    """One multiply-add for each combination of indices; those of one input alone that end there are summed before."""
    left, _, right = _text(named["equation"]).partition("->")
    terms = left.split(",")
    if len(terms) < 2:
        return 0
    sides: dict[str | int, int] = {}
    for term, tensor in zip(terms, inputs, strict=True):
        before, dots, after = term.partition("...")
        hidden = len(tensor.shape) - len(before) - len(after) if dots else 0
        names = [*before, *range(-hidden, 0), *after]  # the axes that `...` stands for end where those of the other do
        sides |= {name: max(side, sides.get(name, 1)) for name, side in zip(names, tensor.shape, strict=True)}
    return math.prod(
        side for name, side in sides.items() if isinstance(name, int) or name in right or left.count(name) > 1
    )


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value


def _size(shape: Any) -> int:
    return math.prod(side or 0 for side in shape)


PRODUCTS: dict[str, Callable[..., int]] = {
    "MatMul": _matrix("transpose_a"),
    "BatchMatMul": _matrix("adj_x"),
    "BatchMatMulV2": _matrix("adj_x"),
    "BatchMatMulV3": _matrix("adj_x"),
    "Einsum": _einsum,
    "Conv2D": _filtered,
    "Conv3D": _filtered,
    "DepthwiseConv2dNative": _depthwise,
    "Conv2DBackpropInput": _transposed,
    "Conv3DBackpropInputV2": _transposed,
}
"""A TensorFlow operation's name, and its multiply-adds from its inputs, attributes and output."""
