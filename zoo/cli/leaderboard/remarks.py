"""What `zoo leaderboard` says of rows that it does not show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from zoo.cli.leaderboard.sources import Found
    from zoo.leaderboard.board import Board


def remarks(shown: Board[Any], found: Found, *, asked: bool) -> list[str]:
    """Returns what there is to say; `asked`: a number of rows was asked for."""
    if not found.rows:
        return [f"No results yet in {found.where}.", "Try: zoo run"]
    hidden = f"{shown.hidden} row{'s' if shown.hidden > 1 else ''} trained on a part of the images"
    if not shown.rows and not shown.hidden:
        return [f"None of the {len(found.rows)} rows in {found.where} is what you asked for.", "Try: zoo leaderboard"]
    cut = f"{shown.cut:,} more row{'s' if shown.cut > 1 else ''}. Try: zoo leaderboard --top {shown.longest}"
    said = [f"Not shown: {cut}"] if shown.cut and not asked else []
    return [*said, *([f"Hidden: {hidden}. Try: zoo leaderboard --limited"] if shown.hidden else [])]
