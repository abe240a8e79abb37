"""The types of the options of `zoo run`."""

from __future__ import annotations

import re
from typing import Any

import click

from zoo.experiments import options
from zoo.experiments.options import LARGEST_COUNT, MOST_SEEDS

UNITS = {"": 1, "s": 1, "m": 60, "h": 3600}
LONGEST = 366 * 24 * 3600


class Seeds(click.ParamType[tuple[int, ...]]):
    """One seed, or several between commas."""

    name = "seed"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, ...]:
        try:
            return options.seeds(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


class Fraction(click.ParamType[str]):
    """A fraction of the training images between 0 and 1, or `none`. Kept as text: an option not given is None."""

    name = "fraction"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            options.fraction(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)
        return str(value)


class Duration(click.ParamType[float]):
    """A time in seconds, or with a unit: `90`, `90s`, `10m`, `1.5h`."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        match = re.fullmatch(r"(\d+(?:\.\d+)?)([smh]?)", str(value).strip().lower(), re.ASCII)
        seconds = float(match[1]) * UNITS[match[2]] if match else 0.0
        if not 0 < seconds <= LONGEST:
            self.fail(f"{value!r} is not a time; expected seconds, or a number with s, m or h: 10m.", param, ctx)
        return seconds


COUNT = click.IntRange(min=1, max=LARGEST_COUNT)
SEED_COUNT = click.IntRange(min=1, max=MOST_SEEDS)
