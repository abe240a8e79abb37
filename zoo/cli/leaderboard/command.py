"""`zoo leaderboard`: what was trained, ranked per dataset."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from zoo.cli import output
from zoo.cli.leaderboard import options, sources
from zoo.cli.leaderboard.remarks import remarks
from zoo.cli.output import say, tell

if TYPE_CHECKING:
    from zoo.leaderboard.board import Interval

MOST = 100
"""How many rows of a dataset a table shows where nobody says how many: a screen is no place for more."""


@click.command("leaderboard")
@options.filters
@options.rows
@options.form
def command(
    limited: bool,
    limit: int | None,
    old_limit: int | None,
    sort: str,
    top: int | None,
    interval: Interval,
    form: str,
    source: Path | None,
    **wanted: str | None,
) -> None:
    """Rank what was trained: a table per dataset, best first, seeds averaged.

    \b
    Examples:
      zoo leaderboard
      zoo leaderboard -d DATASET --top 5
      zoo leaderboard --format markdown
      zoo leaderboard --format json > leaderboard.json
      zoo leaderboard --from leaderboard.json
    """
    from zoo.leaderboard import board, render

    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # on a busy machine, waiting for a second one costs more
    found = sources.found(source)
    if old_limit:
        tell("--limit is called --train-images now.")
    fits, most = sources.wanted(wanted, found.rows), top or (MOST if form == "table" else None)
    arranged = board.arrange(
        found.rows,
        wanted=fits,
        limited=limited,
        limit=limit or old_limit,
        sort=sort,
        top=most,
        rank=found.rank,
        interval=interval,
    )
    shown = found.complete(arranged)
    text = render.table(shown, output.width(), output.bold) if form == "table" else [render.FORMATS[form](shown)]
    if any(text):
        say(*text)
    for line in remarks(shown, found, asked=top is not None):
        tell(line)
