"""`zoo runs`: the runs that are recorded, newest first."""

from __future__ import annotations

import click

from zoo.api import runs as api
from zoo.cli import context, output
from zoo.cli.leaderboard.options import filters
from zoo.cli.output import say, tell
from zoo.ranking.tables import table


@click.command("runs")
@click.option("--status", type=click.Choice(api.STATUSES), help="Only runs that are in this state.")
@filters
@click.option("--last", type=click.IntRange(min=1), metavar="N", help="Only the newest N.")
@click.option("--sort", type=click.Choice(list(api.SORTS)), default="age", show_default=True, help="What comes first.")
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
def command(form: str, augmenter: str | None, **asked: str | int | None) -> None:
    """List the runs that are recorded, newest first. A RUN's name is what `zoo show` takes.

    \b
    Examples:
      zoo runs
      zoo runs --status failed --last 10
      zoo runs -d DATASET -m MODEL --sort accuracy
      zoo runs --format csv > runs.csv
      zoo show RUN
    """
    found = api.runs(aug=augmenter, registry=context.registry(), **asked)  # type: ignore[arg-type]
    rows = found.to_dicts() if form != "table" else []
    if form == "json":
        output.json(rows)
    elif form == "csv" and found:
        titles = list(dict.fromkeys(title for row in rows for title in row))
        say(table.comma_separated([[row.get(title) for title in titles] for row in rows], titles))
    elif found:
        output.table(*found.table)
    if not found.of:
        tell(f"No runs yet in {found.where}.\nTry: zoo run")
    elif not found:
        tell(f"None of the {found.of} runs in {found.where} is what you asked for.\nTry: zoo runs")
