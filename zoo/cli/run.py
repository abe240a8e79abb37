"""`zoo run`: trains combinations, and records what comes of them."""

from __future__ import annotations

import contextlib
import shlex
import signal
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from zoo.cli import context
from zoo.cli.asked import compose, refusal
from zoo.cli.run_options import COUNT, Fraction, Seeds, cores
from zoo.errors import RunFailed

if TYPE_CHECKING:
    from zoo.execution.plan import Item
    from zoo.registry import Registry
    from zoo.sources import Source
    from zoo.store import RunRecord


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
@click.option("--suite", metavar="SUITE", help="Train a suite: zoo list suites. Options beside it override its own.")
@click.option("-j", "--jobs", type=COUNT, metavar="N", help="Train N at the same time.  [default: 1]")
@click.option("--threads", type=COUNT, metavar="N", help="Per run; they change the bits.  [default: cores / jobs]")
@click.option("--force", is_flag=True, help="Train again what is done, and from its beginning what was interrupted.")
@click.option("--dry-run", is_flag=True, help="Show what would be trained.")
@click.option("--json", "as_json", is_flag=True, help="Print the results as JSON.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
def command(
    jobs: int | None, threads: int | None, force: bool, dry_run: bool, as_json: bool, quiet: bool, **typed: Any
) -> None:
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
    from zoo.cli.data_progress import reporting
    from zoo.execution import plan
    from zoo.store import Store

    registry = context.registry()
    asked = compose(registry, **typed)
    if asked.absent and not dry_run:
        raise refusal(asked)
    store = Store.open(create=not dry_run)
    with _preparing(), reporting(quiet=quiet):  # a dataset that takes its fingerprint may read all of its files
        items = plan.make(asked.experiments, registry, store, force=force)
    if dry_run:
        run_tables.show_plan(items, asked.absent, registry, as_json=as_json)
        return
    jobs = jobs or 1
    records = _train(items, registry, store, jobs, threads or max(1, cores() // jobs), quiet)
    if as_json or not quiet:
        run_tables.show_results(items, records, registry, as_json=as_json)
    _complain([record for record in records.values() if record.error], len(records))


def _train(
    items: Sequence[Item], registry: Registry, store: Any, jobs: int, threads: int, quiet: bool
) -> dict[str, RunRecord]:
    from zoo.cli import progress
    from zoo.execution import runner
    from zoo.execution.pool import Interrupted

    flags = context.settings()
    settings = {"threads": threads, "disabled_plugins": flags.disabled, "strict_plugins": flags.strict}
    with _preparing():
        _fetch(items, registry, quiet)
    with progress.shown(items, registry, quiet=quiet, jobs=jobs) as tell:
        try:
            return runner.run(items, registry=registry, store=store, settings=settings, tell=tell, jobs=jobs)
        except Interrupted as interrupted:
            interrupted.hint = _again()
            raise


@contextlib.contextmanager
def _preparing() -> Iterator[None]:
    """Makes of Ctrl-C, before there is a worker, what it is later on: an end that says what is recorded."""
    from zoo.execution.pool import Interrupted

    try:
        yield
    except KeyboardInterrupt:
        raise Interrupted(signal.SIGINT, hint=_again()) from None


def _fetch(items: Sequence[Item], registry: Registry, quiet: bool) -> None:
    """Downloads what is missing, here, where its progress is seen: a worker's output goes to a file."""
    from zoo.cli.data_progress import reporting
    from zoo.data import cache

    names = dict.fromkeys(item.experiment.dataset.name for item in items if item.trained)
    sources: list[Source | None] = [getattr(registry.component("dataset", name), "source", None) for name in names]
    for source in filter(None, sources):
        with reporting(quiet=quiet) as report:
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
