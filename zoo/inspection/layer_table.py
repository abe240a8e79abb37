"""The article's arithmetic: what each layer of a model costs, with the formulas and their numbers."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from zoo.ranking.tables import table
from zoo.ranking.tables.table import Column
from zoo.training.output_size import window

if TYPE_CHECKING:
    import keras

    from zoo.plugin.components import Model
    from zoo.training.multiply_adds import Count

    Shape = tuple[Any, ...]


KERNELS = ("kernel", "depthwise_kernel", "pointwise_kernel")
COLUMNS = ("layer", "kernel", "stride", "padding", "size", "neurons", "weights", "biases", "multiply_adds")
TITLES = {"size": "output size (N-F+2P)/S+1", "multiply_adds": "multiply-adds"}


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
        multiply_adds: of one image, as they are computed.
        at_least: in the total, whether there are some that cannot be counted.
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
    at_least: bool = False


def report(component: Model, values: Mapping[str, Any], input_shape: Shape, num_classes: int) -> list[dict[str, Any]]:
    """Builds a model and returns a row for the images, one for each call of a layer, in their order, and the total.

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
        rows = [*_images(input_shape, shape), *_calls(model, shape)]
    except ValueError as error:
        raise combination(parts, "they do not fit.", reason(error)) from error
    return [asdict(row) for row in rows]


def _images(input_shape: Shape, shape: Shape) -> list[Row]:
    rows = [Row(layer="images", type="Input", neurons=_product(input_shape))]
    if shape != tuple(input_shape):
        rows.append(Row(layer="resized", type="Preprocess", neurons=_product(shape)))
    return rows


def _calls(model: keras.Model, shape: Shape) -> list[Row]:
    """Calls a model on an image, and returns a row for each call of a layer that is no model, and the total."""
    import numpy as np

    from zoo.training.layer_calls import watched
    from zoo.training.multiply_adds import counted

    image = np.zeros((1, *shape), np.float32)
    model(image, training=False)  # builds what is not built
    with counted() as count:
        seen = _Seen(count)
        with watched(seen.around):
            model(image, training=False)
    return [*seen.rows, *_rest(model, seen.rows, count)]


class _Seen:
    """Makes a row of each call of a layer that is neither a model nor within another layer."""

    def __init__(self, count: Count) -> None:
        self.count, self.rows, self._inside = count, list[Row](), False

    def around(self, layer: Any, inputs: Any, call: Callable[[], Any]) -> Any:
        import keras

        if self._inside or isinstance(layer, keras.Model):
            return self.count.around(layer, inputs, call)
        self._inside, again = True, id(layer) in self.count.latest
        output = self.count.around(layer, inputs, call)
        self._inside = False
        row = _row(layer, _shape(inputs), _shape(output), again=again)
        self.rows.append(replace(row, multiply_adds=self.count.latest[id(layer)]))
        return output


def _rest(model: keras.Model, rows: Sequence[Row], count: Count) -> Iterator[Row]:
    """Yields a row for what a model does or holds outside of its layers, if anything, and the total."""
    parameters = model.count_params()
    adds = count.multiply_adds - sum(row.multiply_adds for row in rows)
    outside = max(0, parameters - sum(row.parameters for row in rows))
    if adds or outside:
        weights = f"{outside:,}" if outside else ""
        yield Row(layer="others", type=type(model).__name__, weights=weights, parameters=outside, multiply_adds=adds)
    biases = sum(row.biases for row in rows)
    total = Row(layer="total", type="", weights=f"{parameters - biases:,}", biases=biases, parameters=parameters)
    yield replace(total, multiply_adds=count.multiply_adds, at_least=count.at_least)


def render(rows: Sequence[Mapping[str, Any]], width: int = 100) -> str:
    """Returns a report as text: one table where it fits `width` columns, else the formulas in a second one."""
    names = [name for name in COLUMNS if any(row[name] for row in rows)]
    text, whole = _table(rows, names, width), _table(rows, names, 1000)
    if text != whole and "size" in names:
        sliding = _table([row for row in rows if row["size"]], ["layer", "size"], width)
        text = f"{_table(rows, [name for name in names if name != 'size'], width)}\n\n{sliding}"
    total = rows[-1]
    least = "at least " if total["at_least"] else ""
    adds = f"{least}{total['multiply_adds']:,} multiply-adds per image"
    return f"{text}\n\nTotal: {total['parameters']:,} parameters, {adds}"


def _table(rows: Sequence[Mapping[str, Any]], names: Sequence[str], width: int) -> str:
    columns = [Column(TITLES.get(name, name), right=name in ("biases", "multiply_adds")) for name in names]
    return table.text([[_cell(row[name]) for name in names] for row in rows], columns, width)


def _row(layer: Any, before: Shape, after: Shape, *, again: bool) -> Row:
    geometry: dict[str, Any] = {"neurons": _product(after) if after else "", **window(layer, before, after)}
    row = Row(layer=layer.name, type=type(layer).__name__, **geometry)
    if again:
        return replace(row, weights="as above" if layer.weights else "")
    return replace(row, weights=_weights(layer), biases=_size(layer, "bias"), parameters=layer.count_params())


def _weights(layer: Any) -> str:
    """Returns the weights' formula; of layers without a kernel, their number."""
    found: list[Any] = [getattr(layer, name, None) for name in KERNELS]
    kernels = [kernel for kernel in found if hasattr(kernel, "shape")]
    others = layer.count_params() - _size(layer, "bias")
    return " + ".join(_product(tuple(kernel.shape)) for kernel in kernels) or (f"{others:,}" if others else "")


def _shape(tensor: Any) -> Shape:
    """Returns the shape after the batch; () of what is no single tensor."""
    return tuple(getattr(tensor, "shape", (None,)))[1:]


def _size(layer: Any, name: str) -> int:
    variable = getattr(layer, name, None)
    return math.prod(variable.shape) if variable is not None and hasattr(variable, "shape") else 0


def _product(shape: Shape) -> str:
    count = f"{math.prod(shape):,}"
    return f"{'x'.join(map(str, shape))} = {count}" if len(shape) > 1 else count


def _cell(value: int | str) -> str:
    return value if isinstance(value, str) else f"{value:,}" if value else ""
