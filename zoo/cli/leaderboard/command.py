"""`zoo leaderboard`: what was trained, ranked per dataset."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from zoo.cli import output
from zoo.cli.leaderboard import options, sources
from zoo.cli.leaderboard.remarks import remarks
from zoo.cli.leaderboard.views import View
from zoo.cli.output import say, tell
from zoo.errors import UsageError, shell_quote

if TYPE_CHECKING:
    from zoo.cli.leaderboard.sources import Found
    from zoo.leaderboard.board import Board, Interval
    from zoo.leaderboard.rows import Row
    from zoo.store import Metric

MOST = 100
"""How many rows of a dataset a table shows where nobody says how many: a screen is no place for more."""


@click.command("leaderboard")
@options.filters
@options.rows
@options.views
@options.form
def command(
    limited: bool,
    limit: int | None,
    old_limit: int | None,
    sort: str,
    top: int | None,
    pivot: bool,
    by: str | None,
    effects: bool,
    pareto: str | None,
    picture: str | None,
    columns: str | None,
    interval: Interval,
    form: str,
    source: Path | None,
    **wanted: str | None,
) -> None:
    """Rank what was trained: a table per dataset, best first, seeds averaged.

    A rank is a range, as 2-4: other seeds and other test images would not lead out of it.

    \b
    Examples:
      zoo leaderboard
      zoo leaderboard -d DATASET --top 5
      zoo leaderboard --pivot --format latex
      zoo leaderboard --by augmenter
      zoo leaderboard --pivot --by model
      zoo leaderboard --effects
      zoo leaderboard --pareto parameters -o front.png
      zoo leaderboard --columns macro_f1,NLL,ECE
      zoo leaderboard --format json > leaderboard.json
      zoo leaderboard --from leaderboard.json
    """
    view = View(pivot, by, pareto, columns, sort, picture, effects, interval)
    target = view.picture()
    from zoo.leaderboard import board, ranking

    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # on a busy machine, waiting for a second one costs more
    found = sources.found(source, view.metrics)
    if old_limit:
        tell("--limit is called --train-images now.")
    fits, most = sources.wanted(wanted, found.rows), top or (MOST if form == "table" else None)
    whole = view.of_rows and not view.cost
    arranged = board.arrange(
        found.rows,
        wanted=fits,
        limited=limited,
        limit=limit or old_limit,
        sort=sort,
        top=most if whole else None,
        rank=ranking.unranked if effects else found.rank,
        interval=interval,
    )
    everything = found.complete(arranged)
    shown = board.first(everything, most) if view.cost else everything
    _print(view, everything, shown, found, form, most)
    if target and view.cost:
        _draw(target, everything, view.cost)
    for line in remarks(shown, found, asked=top is not None):
        tell(line)


def _print(view: View, board: Board[Row], shown: Board[Row], found: Found, form: str, top: int | None) -> None:
    from zoo.cli.leaderboard import effects
    from zoo.leaderboard import export
    from zoo.leaderboard.tables import sheet

    if form == "json" and view.of_rows and not view.cost:
        return say(export.to_json(shown))
    made = effects.sheet(board, found, top) if view.effects else view.sheet(board, shown, found.metrics, top)
    text = sheet.text(made, output.width(), output.bold) if form == "table" else [sheet.FORMATS[form](made)]
    if any(text):
        say(*text)
    if made.cut and form == "table":
        tell(f"Not shown: {made.cut:,} more lines; --top says how many are.")
    return None


def _draw(path: Path, board: Board[Row], cost: Metric) -> None:
    """Draws the front of every dataset. Raises `UsageError` where there are rows, and nothing of them can be drawn."""
    from zoo.inspection import front

    if panels := front.panels(board, cost):
        width, height = front.draw(path, panels, cost)
        tell(f"{path}: {width}x{height} pixels")
    elif board.rows:
        cause = f"No row has an accuracy and its {cost.title}."
        hint = f"zoo leaderboard --pareto parameters -o {shell_quote(str(path))}"
        raise UsageError(f"There is nothing to draw in {path}.", cause=cause, hint=hint)
