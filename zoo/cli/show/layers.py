"""`zoo show MODEL --input HxWxC`: what each layer does to an image of that size."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from zoo.cli import context, output
from zoo.cli.output import say, tell
from zoo.errors import UsageError, shell_quote, with_article
from zoo.plugin.containment import contained

if TYPE_CHECKING:
    from zoo.experiments.registry import Registry
    from zoo.inspection.described_component import Wanted
    from zoo.plugin.components import Model

Shape = tuple[int, int, int]


def show(registry: Registry, wanted: Wanted, image: str, classes: int, as_json: bool) -> None:
    """Builds the model and prints a row per layer.

    Raises:
        UsageError: it is no model, or images of that size are not for it; known before anything is built.
        PluginError: the model fails while it is built.
    """
    if wanted.kind != "model":
        other = f"{wanted.term.name!r} is {with_article(wanted.kind)}"
        raise UsageError(f"--input is for models, and {other}.", hint="zoo list models")
    (link,) = wanted.links
    model: Any = registry.component("model", link.name)
    shape = _read_shape(image, wanted)
    _check_shape(model, shape, wanted)
    values = model.resolve(link.values)
    tell(f"building {link.name}; TensorFlow takes some seconds to load ...")
    with contained(f"the model {link.name} was built"), context.native_silence():
        from zoo.experiments.plugin_errors import blamed
        from zoo.inspection import layer_table

        with blamed(registry, "model", link.name, "was built"):
            rows = layer_table.report(model, values, shape, classes)
    if as_json:
        output.json(rows)
    else:
        say(layer_table.render(rows, output.width()))


def _read_shape(text: str, wanted: Wanted) -> Shape:
    """Returns `32x32x3` as (32, 32, 3). Raises `UsageError` where it is something else."""
    match = re.fullmatch(r"([1-9]\d*)x([1-9]\d*)x([1-9]\d*)", text.strip().lower())
    if not match:
        hint = f"zoo show {shell_quote(str(wanted.term))} --input 32x32x3"
        cause = "Expected HEIGHTxWIDTHxCHANNELS in whole numbers above 0."
        raise UsageError(f"--input {text!r} is not a size.", cause=cause, hint=hint)
    return int(match[1]), int(match[2]), int(match[3])


def _check_shape(model: Model, shape: Shape, wanted: Wanted) -> None:
    """Raises `UsageError` where the model cannot take such images as they are."""
    height, width, channels = shape
    needed = (max(height, model.min_size), max(width, model.min_size), model.channels or channels)
    if needed == shape:
        return
    small = min(height, width) < model.min_size
    least = f"images of at least {model.min_size}x{model.min_size} pixels" if small else f"{model.channels} channels"
    message = f"{wanted.term.name!r} needs {least}; received {height}x{width}x{channels}."
    resized = "In a run, smaller images are resized up, and grey is repeated where a model needs three channels."
    hint = f"zoo show {shell_quote(str(wanted.term))} --input {'x'.join(map(str, needed))}"
    raise UsageError(message, cause=resized, hint=hint)
