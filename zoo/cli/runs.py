"""`zoo runs`: the runs that are recorded, newest first."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from zoo.cli import context, output
from zoo.cli.leaderboard import filters
from zoo.cli.output import tell
from zoo.leaderboard.figures import percent
from zoo.leaderboard.table import Column, Columns
from zoo.plugin.components import PARTS

if TYPE_CHECKING:
    from zoo.experiments.registry import Registry
    from zoo.store import RunRecord

STATUSES = ("running", "done", "failed", "interrupted", "diverged")
COLUMNS: Columns = (Column("run", fixed=True), Column("status", fixed=True), "experiment",
           *(Column(title, right=True) for title in ("seed", "accuracy", "age")))  # fmt: skip


@click.command("runs")
@click.option("--status", type=click.Choice(STATUSES), help="Only runs that are in this state.")
@filters
@click.option("--last", type=click.IntRange(min=1), metavar="N", help="Only the newest N.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(status: str | None, last: int | None, as_json: bool, **wanted: str | None) -> None:
    """List the runs that are recorded, newest first. A RUN's name is what `zoo show` takes.

    \b
    Examples:
      zoo runs
      zoo runs --status failed --last 10
      zoo runs -d DATASET -m MODEL --json
      zoo show RUN
    """
    from zoo.leaderboard.selection import select
    from zoo.store import Store

    store = Store.open(create=False)
    registry = context.registry()
    runs = store.runs()
    chosen = filter(select(registry, wanted, runs), runs)
    found = [run for run in chosen if status in (None, run.status)][:last]
    if as_json:
        output.json([run.to_dict(details=False) for run in found])
    elif found:
        _print(found, registry)
    for line in _remarks(found, runs, store.where):
        tell(line)


def age(time: str) -> str:
    """Returns how long ago a recorded time was, in the largest unit of which it is two or more."""
    seconds = max(0, round((datetime.now(UTC) - datetime.fromisoformat(time)).total_seconds()))
    units = {"d": 86400, "h": 3600, "m": 60}
    return next((f"{seconds // size}{unit}" for unit, size in units.items() if seconds >= 2 * size), f"{seconds}s")


def local(time: str) -> str:
    """Returns a recorded time as a clock here shows it."""
    return datetime.fromisoformat(time).astimezone().strftime("%Y-%m-%d %H:%M")


def _print(runs: list[RunRecord], registry: Registry) -> None:
    output.table([_cells(run, registry) for run in runs], COLUMNS)


def _cells(run: RunRecord, registry: Registry) -> list[str]:
    made_of = [registry.label(kind, getattr(run, kind)) for kind in PARTS]
    return [run.name, run.status, ", ".join(made_of), str(run.seed), percent(run.test_accuracy), age(run.started)]


def _remarks(found: list[RunRecord], runs: list[RunRecord], where: str) -> list[str]:
    if not runs:
        return [f"No runs yet in {where}.", "Try: zoo run"]
    return [] if found else [f"None of the {len(runs)} runs in {where} is what you asked for.", "Try: zoo runs"]
