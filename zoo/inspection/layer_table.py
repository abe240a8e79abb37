"""The article's arithmetic: what each layer of a model costs, with the formulas and their numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from zoo.leaderboard import table
from zoo.leaderboard.table import Column
from zoo.training.output_size import window

if TYPE_CHECKING:
    import keras

    from zoo.plugin.components import Model

    Shape = tuple[Any, ...]


KERNELS = ("kernel", "depthwise_kernel", "pointwise_kernel")
MULTIPLIED = ("Conv1D", "Conv2D", "Conv2DTranspose", "DepthwiseConv2D", "SeparableConv2D", "Dense")
COLUMNS = {
    "layer": "layer",
    "kernel": "kernel",
    "stride": "stride",
    "padding": "padding",
    "size": "output size (N-F+2P)/S+1",
    "neurons": "neurons",
    "weights": "weights",
    "biases": "biases",
    "multiply_adds": "multiply-adds",
}


@dataclass(frozen=True, kw_only=True)
class Row:
    """One layer. Formulas are text with their numbers; what a layer does not have is empty or 0.

    Args:
        kernel: `3x3`, or `3x3 by 2` where dilated; F in the formula is then what it reaches over.
        stride: `1x1`.
        padding: pixels on each side, `1x1`.
        size: the output-size formula for each side that has one, `(32-3+2*1)/1+1 = 32`.
        neurons: the shape of the output and its product, `32x32x32 = 32,768`.
        weights: `3x3x3x32 = 864`; biases: their number.
        parameters: all of them, weights and biases and any other.
        multiply_adds: of one image.
    """

    layer: str
    type: str
    kernel: str = ""
    stride: str = ""
    padding: str = ""
    size: str = ""
    neurons: str = ""
    weights: str = ""
    biases: int = 0
    parameters: int = 0
    multiply_adds: int = 0


def report(component: Model, values: Mapping[str, Any], input_shape: Shape, num_classes: int) -> list[dict[str, Any]]:
    """Builds a model and returns a row for the images, one per layer in the layers' order, and the total.

    Each is a `Row` as a dict.

    Args:
        input_shape: (H, W, C) of the images; a model that needs larger ones or RGB gets them as in a run.

    Raises:
        UsageError: the model cannot take such images.
        Exception: whatever else `build` raises.
    """
    from zoo.experiments.plugin_errors import combination, reason
    from zoo.training import environment, networks

    environment.prepare()
    environment.fresh(0)
    parts = {"model": component.name, "images of": "x".join(map(str, input_shape))}
    shape = networks.model_shape(component, input_shape, parts)
    try:
        model = component.call("build", values, shape, num_classes)
        if not model.built:
            model.build((None, *shape))
    except ValueError as error:
        raise combination(parts, "they do not fit.", reason(error)) from error
    rows = [*_images(input_shape, shape), *(_row(layer) for layer in _layers(model))]
    return [asdict(row) for row in [*rows, _total(rows)]]


def _images(input_shape: Shape, shape: Shape) -> list[Row]:
    rows = [Row(layer="images", type="Input", neurons=_product(input_shape))]
    if shape != tuple(input_shape):
        rows.append(Row(layer="resized", type="Preprocess", neurons=_product(shape)))
    return rows


def _total(rows: Sequence[Row]) -> Row:
    biases, parameters = sum(row.biases for row in rows), sum(row.parameters for row in rows)
    return Row(
        layer="total",
        type="",
        weights=f"{parameters - biases:,}",
        biases=biases,
        parameters=parameters,
        multiply_adds=sum(row.multiply_adds for row in rows),
    )


def render(rows: Sequence[Mapping[str, Any]], width: int = 100) -> str:
    """Returns a report as text: one table where it fits `width` columns, else the formulas in a second one."""
    names = [name for name in COLUMNS if any(row[name] for row in rows)]
    text, whole = _table(rows, names, width), _table(rows, names, 1000)
    if text != whole and "size" in names:
        sliding = _table([row for row in rows if row["size"]], ["layer", "size"], width)
        text = f"{_table(rows, [name for name in names if name != 'size'], width)}\n\n{sliding}"
    total = rows[-1]
    return f"{text}\n\nTotal: {total['parameters']:,} parameters, {total['multiply_adds']:,} multiply-adds per image"


def _table(rows: Sequence[Mapping[str, Any]], names: Sequence[str], width: int) -> str:
    columns = [Column(COLUMNS[name], right=name in ("biases", "multiply_adds")) for name in names]
    return table.text([[_cell(row[name]) for name in names] for row in rows], columns, width)


def _layers(model: keras.Model) -> list[Any]:
    """Returns the layers in order, those of inner models in their place; a layer that is called twice once."""
    import keras

    found: list[Any] = []
    for layer in model.layers:
        found += _layers(layer) if isinstance(layer, keras.Model) else [layer]
    unique = {id(layer): layer for layer in found if not isinstance(layer, keras.layers.InputLayer)}
    return list(unique.values())


def _row(layer: Any) -> Row:
    before, after = _shape(layer, "input"), _shape(layer, "output")
    common: dict[str, Any] = {
        "layer": layer.name,
        "type": type(layer).__name__,
        "neurons": _product(after) if after else "",
        "parameters": layer.count_params(),
        "biases": _size(layer, "bias"),
    }
    common |= window(layer, before, after)
    return Row(**{**common, **_weights(layer, before, after)})


def _weights(layer: Any, before: Shape, after: Shape) -> dict[str, Any]:
    """Returns the weights' formula and the multiply-adds; of layers that are not known, neither."""
    kernels = [k for k in (getattr(layer, name, None) for name in KERNELS) if k is not None and hasattr(k, "shape")]
    if not kernels:
        others = layer.count_params() - _size(layer, "bias")
        return {"weights": f"{others:,}" if others else ""}
    adds = sum(math.prod(kernel.shape) for kernel in kernels) * _places(layer, before, after)
    return {"weights": " + ".join(_product(tuple(kernel.shape)) for kernel in kernels), "multiply_adds": adds}


def _places(layer: Any, before: Shape, after: Shape) -> int:
    """Returns how often every weight of a layer is used: once at each place of the output, in most; 0: not known."""
    kind = type(layer).__name__
    if kind == "EinsumDense" and "." not in layer.equation:
        kernel, output = layer.equation.partition(",")[2].split("->")
        return math.prod(side for index, side in zip(output[1:], after, strict=True) if index not in kernel)
    if kind not in MULTIPLIED:
        return 0
    return math.prod((before if "Transpose" in kind else after)[:-1])


def _shape(layer: Any, side: str) -> Shape:
    """Returns the shape after the batch of a layer's only input or output; () where that is not one known shape."""
    tensor = getattr(layer, side, None)
    shape = getattr(tensor, "shape", None)
    return tuple(shape[1:]) if shape is not None and None not in shape[1:] else ()


def _size(layer: Any, name: str) -> int:
    variable = getattr(layer, name, None)
    return math.prod(variable.shape) if variable is not None and hasattr(variable, "shape") else 0


def _product(shape: Shape) -> str:
    count = f"{math.prod(shape):,}"
    return f"{'x'.join(map(str, shape))} = {count}" if len(shape) > 1 else count


def _cell(value: int | str) -> str:
    return value if isinstance(value, str) else f"{value:,}" if value else ""
