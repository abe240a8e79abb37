"""`zoo leaderboard --effects`: what it needs beside rows, and its sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zoo.cli import context
from zoo.cli.output import tell
from zoo.errors import UsageError

if TYPE_CHECKING:
    from zoo.cli.leaderboard.sources import Found
    from zoo.leaderboard.board import Board
    from zoo.leaderboard.rows import Row
    from zoo.leaderboard.tables.sheet import Sheet


def sheet(board: Board[Row], found: Found, top: int | None) -> Sheet:
    """Returns the sheet of what each augmenter, model and recipe adds; the first `top` of each.

    Raises:
        UsageError: the rows are those of an export.
    """
    if found.correct is None:
        cause = "An export does not have which test images each run gets right."
        raise UsageError("--effects cannot be read from a file.", cause=cause, hint="zoo leaderboard --effects")
    from zoo.api.progress.view import shown
    from zoo.leaderboard.standing import runs
    from zoo.leaderboard.views import effects, effects_sheet

    correct = found.correct([name for row in board.rows for name in runs(row).values()])
    with shown():
        made = effects.effects(board.rows, correct, _defaults())
    if board.rows and not made.effects:
        tell("Nothing was trained in the same combinations as anything else, with predictions kept.\nTry: zoo run")
    return effects_sheet.sheet(made, top)


def _defaults() -> dict[str, str]:
    """Returns the catalogue's defaults by kind, presets written out as records have them."""
    from zoo.plugin import expressions
    from zoo.plugin.components import PARTS

    registry = context.registry(report=False)
    typed = {kind: str(text) for kind, text in registry.catalogue.defaults.items() if kind in PARTS}
    chains = {kind: registry.expand(kind, expressions.parse(text)[0]) for kind, text in typed.items()}
    return {kind: expressions.format_chain(chain) for kind, chain in chains.items()}
