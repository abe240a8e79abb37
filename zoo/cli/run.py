"""`zoo run`: trains combinations, and records what comes of them."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from zoo.cli import context
from zoo.errors import RunFailed, UsageError

if TYPE_CHECKING:
    from zoo.components import Source
    from zoo.execution.plan import Item
    from zoo.experiment import Experiment
    from zoo.registry import Registry
    from zoo.store import RunRecord

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
            valid = str(value) == "none" or 0 < float(value) < 1
        except ValueError:
            valid = False
        return str(value) if valid else self.fail(f"{value!r} is not a fraction between 0 and 1, nor 'none'.")


COUNT = click.IntRange(min=1)


@click.command("run")
@click.option("-d", "--dataset", metavar="DATASET", help="What to train on.")
@click.option("-m", "--model", metavar="MODEL", help="What to train.")
@click.option("-a", "--aug", "augmenter", metavar="AUGMENTER", help="How to change training images; '+' chains.")
@click.option("-r", "--recipe", metavar="RECIPE", help="How to train: optimizer, schedule, loss.")
@click.option("--seeds", type=COUNT, metavar="N", help="Train each combination N times, with the seeds 0 to N-1.")
@click.option("--seed", type=Seeds(), metavar="SEED", help="Train with this seed, or these: 0,3.  [default: 0]")
@click.option("--epochs", type=COUNT, metavar="N", help="In place of the recipe's.")
@click.option("--batch-size", type=COUNT, metavar="N", help="In place of the recipe's.")
@click.option("--validation", type=Fraction(), metavar="FRACTION", help="The part of train held out, or 'none'.")
@click.option("--limit", type=COUNT, metavar="N", help="Use N training images, and at most N of test.")
@click.option("--threads", type=COUNT, metavar="N", help="Threads per run; they change the bits.  [default: all cores]")
@click.option("--force", is_flag=True, help="Train again what is done.")
@click.option("--dry-run", is_flag=True, help="Show what would be trained.")
@click.option("--json", "as_json", is_flag=True, help="Print the results as JSON.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
def command(threads: int | None, force: bool, dry_run: bool, as_json: bool, quiet: bool, **asked: Any) -> None:
    """Train combinations of dataset, model, augmenter and recipe; without arguments, the demo.

    Each is NAME or NAME:key=value:key=value. Commas make every combination. What is done is skipped.

    \b
    Examples:
      zoo run
      zoo run -d DATASET -m MODEL
      zoo run -d DATASET -m MODEL,MODEL -a none,AUGMENTER --seeds 3
      zoo run -d DATASET -m MODEL -a AUGMENTER:key=value+AUGMENTER -r RECIPE --epochs 20
      zoo run -d DATASET -m MODEL --limit 1000 --dry-run
    """
    from zoo.cli import run_tables
    from zoo.execution import plan
    from zoo.store import Store

    registry = context.registry()
    experiments = compose(registry, **asked)
    store = Store.open(create=not dry_run)
    items = plan.make(experiments, registry, store, force=force)
    if dry_run:
        run_tables.show_plan(items, registry, as_json=as_json)
        return
    records = _train(items, registry, store, threads or cores(), quiet)
    if as_json or not quiet:
        run_tables.show_results(items, records, registry, as_json=as_json)
    _complain([record for record in records.values() if record.error], len(records))


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


def _train(items: Sequence[Item], registry: Registry, store: Any, threads: int, quiet: bool) -> dict[str, RunRecord]:
    from zoo.cli import progress
    from zoo.execution import runner
    from zoo.execution.pool import Interrupted

    flags = context.settings()
    settings = {"threads": threads, "disabled_plugins": flags.disabled, "strict_plugins": flags.strict}
    _fetch(items, registry)
    with progress.shown(items, registry, quiet=quiet) as tell:
        try:
            return runner.run(items, registry=registry, store=store, settings=settings, tell=tell)
        except Interrupted as interrupted:
            interrupted.hint = _again()
            raise


def _fetch(items: Sequence[Item], registry: Registry) -> None:
    """Downloads what is missing, here, where its progress is seen: a worker's output goes to a file."""
    from zoo.cli.data_progress import reporting
    from zoo.data import cache

    names = dict.fromkeys(item.experiment.dataset.name for item in items if item.trained)
    sources: list[Source | None] = [getattr(registry.component("dataset", name), "source", None) for name in names]
    for source in filter(None, sources):
        with reporting() as report:
            cache.prefetch(source, report)


def _complain(failed: Sequence[RunRecord], total: int) -> None:
    """Raises `RunFailed` where runs failed; the first one's error stands for all."""
    if failed:
        error = failed[0].error or {}
        reason = " ".join(filter(None, [error["message"], error["cause"]]))
        raise RunFailed(f"{len(failed)} of {total} runs failed.", cause=reason, hint=f"zoo show {failed[0].name}")


def _again() -> str:
    """Returns what was typed."""
    skipped = "" if "--force" in sys.argv else "   (what is done is skipped)"
    return shlex.join(["zoo", *sys.argv[1:]]) + skipped


def _text(numbers: Sequence[int]) -> str:
    return ",".join(map(str, numbers))
