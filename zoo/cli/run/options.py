"""The types of the options of `zoo run`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from zoo.experiments import options
from zoo.plugin.components import PRECISION


class Read(click.ParamType[Any]):
    """What a function reads from the text; its `ValueError` says what is wrong with it."""

    def __init__(self, name: str, read: Callable[[str], Any]) -> None:
        self.name, self.read = name, read

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        try:
            return self.read(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


def _fraction(text: str) -> str:
    options.fraction(text)
    return text  # not the number: an option that is not given is None, as `none` would be


PRECISIONS = click.Choice(PRECISION.choices)
COUNT = click.IntRange(min=1, max=options.LARGEST_COUNT)
SEED_COUNT = click.IntRange(min=1, max=options.MOST_SEEDS)
SEEDS, FRACTION, DURATION = Read("seed", options.seeds), Read("fraction", _fraction), Read("time", options.seconds)
