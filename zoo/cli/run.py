"""`zoo run`: trains combinations, and records what comes of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from zoo.cli import context
from zoo.cli.asked import compose
from zoo.cli.run_errors import again, complain, preparing
from zoo.cli.run_options import COUNT, Duration, Fraction, Seeds

if TYPE_CHECKING:
    from zoo.cli.absent import Absent
    from zoo.execution.plan import Item
    from zoo.experiments.registry import Registry
    from zoo.store import RunRecord, Store


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
@click.option("-j", "--jobs", type=COUNT, default=1, metavar="N", help="Train N at the same time.  [default: 1]")
@click.option("--threads", type=COUNT, metavar="N", help="Per run; they change the bits.  [default: cores / jobs]")
@click.option("--timeout", type=Duration(), metavar="TIME", help="End a run that takes longer: seconds, or 10m, 2h.")
@click.option("--fail-fast", is_flag=True, help="Stop all when one fails; what is stopped can go on later.")
@click.option("--force", is_flag=True, help="Train everything from its beginning, what is done too.")
@click.option("--refresh", type=click.Choice(["stale"]), help="Train again what other code or data have made.")
@click.option("--launcher", metavar="LAUNCHER", help="Where to train: zoo list launchers.")
@click.option("--dry-run", is_flag=True, help="Show what would be trained, and what that takes.")
@click.option("--no-probe", "probe", flag_value=False, default=True, help="With --dry-run: start no worker.")
@click.option("--json", "as_json", is_flag=True, help="Print the results as JSON.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
def command(
    jobs: int,
    threads: int | None,
    timeout: float | None,
    fail_fast: bool,
    force: bool,
    refresh: str | None,
    launcher: str | None,
    dry_run: bool,
    probe: bool,
    as_json: bool,
    quiet: bool,
    **typed: Any,
) -> None:
    """Train combinations of dataset, model, augmenter and recipe; without arguments, the demo.

    Each is NAME or NAME:key=value:key=value. Commas make every combination. What is done is skipped, and what was
    interrupted goes on from its last checkpoint. Exit status 1: a run failed or diverged.

    \b
    Examples:
      zoo run
      zoo run -d DATASET -m MODEL
      zoo run -d DATASET -m MODEL,MODEL -a none,AUGMENTER --seeds 3
      zoo run -d DATASET -m MODEL -a AUGMENTER:key=value+AUGMENTER -r RECIPE --epochs 20
      zoo run -d DATASET -m MODEL --limit 1000 --dry-run
      zoo run -d DATASET,DATASET -m MODEL --seeds 5 -j 2 --timeout 2h
      zoo run --suite SUITE --seeds 1 --epochs 2
      zoo run -d DATASET -m MODEL --refresh stale
    """
    from zoo.cli import run_tables
    from zoo.cli.data_progress import reporting
    from zoo.cli.planning import plan_all, plan_each
    from zoo.execution import launching
    from zoo.store import Store

    registry = context.registry()
    asked = compose(registry, **typed)
    if launcher is not None:
        launching.chosen(registry, launcher)
    if not dry_run:
        asked.refuse()
    store = Store.open(create=not dry_run)
    again = {"force": force, "refresh": refresh == "stale"}
    with preparing(), reporting(quiet=quiet):  # a dataset that takes its fingerprint may read all of its files
        items, dataless = (plan_each if dry_run else plan_all)(asked.experiments, registry, store, **again)
    flags = context.settings()
    settings = {"threads": threads, "disabled_plugins": flags.disabled, "strict_plugins": flags.strict}
    if dry_run:
        ahead = {"settings": settings, "jobs": jobs, "launcher": launcher, "probe": probe, "quiet": quiet}
        _show_plan(items, [*asked.absent, *dataless], registry, store, as_json, ahead)
        return
    how = {"settings": settings, "jobs": jobs, "timeout": timeout, "fail_fast": fail_fast, "launcher": launcher}
    records = _train(items, registry, store, quiet, how)
    if as_json or not quiet:
        run_tables.show_results(items, records, registry, as_json=as_json)
    complain(list(records.values()), sum(item.trained for item in items))


def _show_plan(
    items: Sequence[Item],
    absent: Sequence[Absent],
    registry: Registry,
    store: Store,
    as_json: bool,
    ahead: Mapping[str, Any],
) -> None:
    from zoo.cli import dry_run, plan_tables
    from zoo.execution.local.pool import Interrupted

    try:
        outlook = dry_run.look_ahead(items, registry, store, **ahead)
    except Interrupted as interrupted:
        interrupted.hint = again()
        raise
    plan_tables.show(items, absent, registry, outlook, as_json=as_json)


def _train(
    items: Sequence[Item], registry: Registry, store: Store, quiet: bool, how: Mapping[str, Any]
) -> dict[str, RunRecord]:
    from zoo.cli import dry_run, progress
    from zoo.execution import runner
    from zoo.execution.local.pool import Interrupted

    with preparing():
        _fetch(items, registry, quiet)
    known = dry_run.earlier(items, store, threads=how["settings"]["threads"], jobs=how["jobs"])
    with progress.shown(items, registry, quiet=quiet, jobs=how["jobs"], known=known) as listener:
        try:
            return runner.run(items, registry=registry, store=store, listeners=[listener], **how)
        except Interrupted as interrupted:
            interrupted.hint = again()
            raise


def _fetch(items: Sequence[Item], registry: Registry, quiet: bool) -> None:
    """Downloads what is missing, here, where its progress is seen: a worker's output goes to a file."""
    from zoo.cli import needs
    from zoo.cli.data_progress import reporting
    from zoo.data import cache

    for source in needs.sources(items, registry):
        with reporting(quiet=quiet) as report:
            cache.prefetch(source, report)
