"""The options of `zoo run`: their types, and the experiments that they ask for."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from zoo.errors import UsageError

if TYPE_CHECKING:
    from zoo.experiment import Experiment
    from zoo.registry import Registry

LARGEST_SEED = 2**32 - 1


class Seeds(click.ParamType[tuple[int, ...]]):
    """One seed, or several between commas."""

    name = "seed"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, ...]:
        numbers = str(value).split(",")
        if not all(number.isdecimal() and int(number) <= LARGEST_SEED for number in numbers):
            self.fail(f"{value!r} is no seed; expected an integer from 0 to {LARGEST_SEED}, or some between commas.")
        return tuple(int(number) for number in numbers)


class Fraction(click.ParamType[str]):
    """A fraction of the training images between 0 and 1, or `none`. Kept as text: an option not given is None."""

    name = "fraction"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            valid = str(value).lower() == "none" or 0 < float(value) < 1
        except ValueError:
            valid = False
        return str(value) if valid else self.fail(f"{value!r} is not a fraction between 0 and 1, nor 'none'.")


COUNT = click.IntRange(min=1, max=2**31 - 1)


def compose(
    registry: Registry,
    *,
    seeds: int | None,
    seed: tuple[int, ...] | None,
    epochs: int | None,
    batch_size: int | None,
    validation: str | None,
    limit: int | None,
    **typed: str | None,
) -> list[Experiment]:
    """Returns the experiments that the options ask for.

    Raises:
        UsageError: a name, a parameter or a combination of options that cannot be.
    """
    from zoo import experiment

    if seeds is not None and seed is not None:
        raise UsageError("--seeds and --seed exclude each other.", hint=f"zoo run --seed {_text(range(seeds))}")
    overrides = {name: value for name, value in (("epochs", epochs), ("batch_size", batch_size)) if value is not None}
    held_out = str(registry.defaults.get("validation", "none") if validation is None else validation)
    return experiment.compose(
        registry,
        **_expressions(registry, typed),
        seeds=range(seeds) if seeds is not None else seed or (0,),
        limit=limit,
        validation=None if held_out.lower() == "none" else float(held_out),
        overrides=overrides,
    )


def _expressions(registry: Registry, typed: Mapping[str, str | None]) -> dict[str, str]:
    """Returns an expression for each kind: as typed, else the default; where neither dataset nor model is typed, the
    demo's."""
    given = {kind: expression for kind, expression in typed.items() if expression is not None}
    missing = {"dataset", "model"} - set(given)
    if len(missing) == 1:
        (kind,) = missing
        raise UsageError(
            f"--{kind} is missing.",
            cause="A run needs a dataset and a model; without both, zoo run trains the demo.",
            hint=f"zoo list {kind}s",
        )
    filled = {**registry.defaults, **(registry.demo if missing else {}), **given}
    lacking = [kind for kind in typed if kind not in filled]
    if lacking:
        raise UsageError(f"--{lacking[0]} is missing, and the catalogue has no default.", hint="zoo list")
    return {kind: str(filled[kind]) for kind in typed}


def cores() -> int:
    """Returns the number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _text(numbers: Sequence[int]) -> str:
    return ",".join(map(str, numbers))
