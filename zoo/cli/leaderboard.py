"""`zoo leaderboard`: what was trained, ranked per dataset."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from zoo.cli import context, output

if TYPE_CHECKING:
    from zoo.leaderboard.board import Board
    from zoo.leaderboard.rows import Row

FORMATS = ("table", "markdown", "csv", "json")
SORTS = ("accuracy", "time", "parameters", "epochs", "seeds")
Command = Callable[..., Any]


def filters(command: Command) -> Command:
    """Adds the options that choose runs by what they are made of."""
    for name, letter, kind in [
        ("--recipe", "-r", "recipe"),
        ("--aug", "-a", "augmenter"),
        ("--model", "-m", "model"),
        ("--dataset", "-d", "dataset"),
    ]:
        text = f"Only this {kind}: a name or an expression; several between commas."
        command = click.option(letter, name, kind, metavar="NAME", help=text)(command)
    return command


@click.command("leaderboard")
@filters
@click.option("--limited", is_flag=True, help="Also show what was trained on a part of the images.")
@click.option("--limit", type=click.IntRange(min=1), help="Only what was trained on this number of images.")
@click.option("--sort", type=click.Choice(SORTS), default="accuracy", show_default=True, help="What comes first.")
@click.option("--top", type=click.IntRange(min=1), metavar="N", help="Only the first N rows of each dataset.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True)
@click.option("--from", "source", type=click.Path(path_type=Path), metavar="FILE", help="Read a JSON export instead.")
def command(
    limited: bool, limit: int | None, sort: str, top: int | None, form: str, source: Path | None, **wanted: str | None
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
    from zoo.leaderboard import board

    rows, where = _exported(source) if source else _recorded()
    shown = board.arrange(rows, wanted=_selection(wanted, rows), limited=limited, limit=limit, sort=sort, top=top)
    _print(shown, form)
    for line in _remarks(shown, rows, where):
        print(line, file=sys.stderr)


def _recorded() -> tuple[list[Row], str]:
    """Returns the rows of the store, and where it is."""
    from zoo.leaderboard.rows import build
    from zoo.staleness import Current, data_now
    from zoo.store import DONE, Store

    store = Store.open(create=False)
    registry = context.registry()
    current = Current(registry, data_now(registry, store.known_data()))
    return build(store.runs(status=DONE), current, registry.label), store.where


def _exported(source: Path) -> tuple[list[Row], str]:
    from zoo.leaderboard import export

    return export.read(source), str(source)


def _selection(wanted: dict[str, str | None], rows: Sequence[Row]) -> Callable[[Any], bool]:
    if not any(wanted.values()):
        return lambda row: True
    from zoo.leaderboard.selection import select

    return select(context.registry(report=False), wanted, rows)


def _print(shown: Board, form: str) -> None:
    from zoo.leaderboard import render

    text = render.FORMATS[form](shown) if form != "table" else render.table(shown, output.width(), output.bold)
    if text:
        print(text)


def _remarks(shown: Board, rows: Sequence[Row], where: str) -> list[str]:
    """Returns what there is to say about rows that are not shown."""
    if not rows:
        return [f"No results yet in {where}.", "Try: zoo run"]
    hidden = f"{shown.hidden} row{'s' if shown.hidden > 1 else ''} trained on a part of the images"
    if not shown.rows and not shown.hidden:
        return [f"None of the {len(rows)} rows in {where} is what you asked for.", "Try: zoo leaderboard"]
    return [f"Hidden: {hidden}. Try: zoo leaderboard --limited"] if shown.hidden else []
