"""`zoo leaderboard`: what was trained, ranked per dataset."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from zoo.cli import context, output
from zoo.cli.output import say, tell

if TYPE_CHECKING:
    from zoo.leaderboard.board import Board
    from zoo.leaderboard.rows import Row

    Found = tuple[Sequence[Any], str, Callable[[Board[Any]], Board[Row]]]

FORMATS = ("table", "markdown", "csv", "json")
SORTS = ("accuracy", "time", "parameters", "epochs", "seeds")
COUNT = click.IntRange(min=1)
MOST = 100
"""How many rows of a dataset a table shows where nobody says how many: a screen is no place for more."""
Command = Callable[..., Any]


def filters(command: Command) -> Command:
    """Adds the options that choose runs by what they are made of."""
    for name, kind in {"recipe": "recipe", "aug": "augmenter", "model": "model", "dataset": "dataset"}.items():
        text = f"Only this {kind}: a name or an expression; several between commas."
        command = click.option(f"-{name[0]}", f"--{name}", kind, metavar="NAME", help=text)(command)
    return command


@click.command("leaderboard")
@filters
@click.option("--limited", is_flag=True, help="Also show what was trained on a part of the images.")
@click.option("--train-images", "limit", type=COUNT, metavar="N", help="Only what was trained on N images.")
@click.option("--limit", "old_limit", type=COUNT, hidden=True)
@click.option("--sort", type=click.Choice(SORTS), default="accuracy", show_default=True, help="What comes first.")
@click.option("--top", type=COUNT, metavar="N", help="Only the first N rows of each dataset; of tables 100.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True)
@click.option("--from", "source", type=click.Path(path_type=Path), metavar="FILE", help="Read a JSON export instead.")
def command(
    limited: bool,
    limit: int | None,
    old_limit: int | None,
    sort: str,
    top: int | None,
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

    rows, where, complete = _found(source)
    if old_limit:
        tell("--limit is called --train-images now.")
    most = top or (MOST if form == "table" else None)
    fits = _selection(wanted, rows)
    shown = complete(board.arrange(rows, wanted=fits, limited=limited, limit=limit or old_limit, sort=sort, top=most))
    text = render.table(shown, output.width(), output.bold) if form == "table" else [render.FORMATS[form](shown)]
    if any(text):
        say(*text)
    for line in _remarks(shown, rows, where, asked=top is not None):
        tell(line)


def _found(source: Path | None) -> Found:
    """Returns rows, where they are from, and what makes whole rows of those that are shown: summaries in the store."""
    if source:
        from zoo.leaderboard import export

        return export.read(source), str(source), lambda board: board
    from zoo.leaderboard import groups
    from zoo.store import Store

    store = Store.open(create=False)
    rows, complete = groups.recorded(store, context.registry())
    return rows, store.where, complete


def _selection(wanted: dict[str, str | None], rows: Sequence[Any]) -> Callable[[Any], bool]:
    if not any(wanted.values()):
        return lambda row: True
    from zoo.leaderboard.selection import select

    return select(context.registry(report=False), wanted, rows)


def _remarks(shown: Board[Row], rows: Sequence[Any], where: str, *, asked: bool) -> list[str]:
    """Returns what there is to say about rows that are not shown."""
    if not rows:
        return [f"No results yet in {where}.", "Try: zoo run"]
    hidden = f"{shown.hidden} row{'s' if shown.hidden > 1 else ''} trained on a part of the images"
    if not shown.rows and not shown.hidden:
        return [f"None of the {len(rows)} rows in {where} is what you asked for.", "Try: zoo leaderboard"]
    cut = f"{shown.cut:,} more row{'s' if shown.cut > 1 else ''}. Try: zoo leaderboard --top {shown.longest}"
    remarks = [f"Not shown: {cut}"] if shown.cut and not asked else []
    return [*remarks, *([f"Hidden: {hidden}. Try: zoo leaderboard --limited"] if shown.hidden else [])]
