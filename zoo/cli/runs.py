"""`zoo runs`: the runs that are recorded, newest first."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from zoo.cli import context, output
from zoo.cli.leaderboard.options import filters
from zoo.cli.output import say, tell
from zoo.leaderboard.tables import table
from zoo.leaderboard.tables.figures import percent
from zoo.leaderboard.tables.table import Column, Columns
from zoo.plugin.components import PARTS

if TYPE_CHECKING:
    from zoo.experiments.registry import Registry
    from zoo.store import RunRecord

STATUSES = ("running", "done", "failed", "interrupted", "diverged")
SORTS = {
    "age": None,
    "accuracy": "test_accuracy",
    "loss": "test_loss",
    "time": "train_seconds",
    "parameters": "parameters",
    "speed": "images_per_second",
    "memory": "peak_memory_mb",
}
"""By what runs are sorted: the keys of metrics, the better ones first."""
COLUMNS: Columns = (Column("run", fixed=True), Column("status", fixed=True), "experiment",
           *(Column(title, right=True) for title in ("seed", "accuracy", "age")))  # fmt: skip


@click.command("runs")
@click.option("--status", type=click.Choice(STATUSES), help="Only runs that are in this state.")
@filters
@click.option("--last", type=click.IntRange(min=1), metavar="N", help="Only the newest N.")
@click.option("--sort", type=click.Choice(list(SORTS)), default="age", show_default=True, help="What comes first.")
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
def command(status: str | None, last: int | None, sort: str, form: str, **wanted: str | None) -> None:
    """List the runs that are recorded, newest first. A RUN's name is what `zoo show` takes.

    \b
    Examples:
      zoo runs
      zoo runs --status failed --last 10
      zoo runs -d DATASET -m MODEL --sort accuracy
      zoo runs --format csv > runs.csv
      zoo show RUN
    """
    from zoo.leaderboard.selection import select
    from zoo.store import Store

    store = Store.open(create=False)
    registry = context.registry()
    runs = store.runs()
    chosen = filter(select(registry, wanted, runs), runs)
    found = _sorted([run for run in chosen if status in (None, run.status)][:last], sort)
    rows = [run.to_dict(details=False) for run in found] if form != "table" else []
    if form == "json":
        output.json(rows)
    elif form == "csv" and found:
        titles = list(dict.fromkeys(title for row in rows for title in row))
        say(table.comma_separated([[row.get(title) for title in titles] for row in rows], titles))
    elif found:
        output.table([_cells(run, registry) for run in found], COLUMNS)
    if not runs:
        tell(f"No runs yet in {store.where}.\nTry: zoo run")
    elif not found:
        tell(f"None of the {len(runs)} runs in {store.where} is what you asked for.\nTry: zoo runs")


def age(time: str) -> str:
    """Returns how long ago a recorded time was, in the largest unit of which it is two or more."""
    seconds = max(0, round((datetime.now(UTC) - datetime.fromisoformat(time)).total_seconds()))
    units = {"d": 86400, "h": 3600, "m": 60}
    return next((f"{seconds // size}{unit}" for unit, size in units.items() if seconds >= 2 * size), f"{seconds}s")


def local(time: str) -> str:
    """Returns a recorded time as a clock here shows it."""
    return datetime.fromisoformat(time).astimezone().strftime("%Y-%m-%d %H:%M")


def _sorted(runs: list[RunRecord], sort: str) -> list[RunRecord]:
    """Returns the runs, the best first, and after them, newest first, those that nobody knows it of."""
    from zoo.store import METRICS

    if (key := SORTS[sort]) is None:
        return runs
    sign = -1 if METRICS[key].better == "higher" else 1
    return sorted(runs, key=lambda run: (key not in run.metrics, sign * run.metrics.get(key, 0)))


def _cells(run: RunRecord, registry: Registry) -> list[str]:
    made_of = [registry.label(kind, getattr(run, kind)) for kind in PARTS]
    if run.limit is not None:
        made_of.append(f"{run.limit:,} images")
    return [run.name, run.status, ", ".join(made_of), str(run.seed), percent(run.test_accuracy), age(run.started)]
