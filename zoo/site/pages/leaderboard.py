"""The files of the first page, and of the one that compares two of its rows."""

from __future__ import annotations

from pathlib import Path

from zoo.site.content import LeaderboardPage
from zoo.site.drawing import Drawing


def files(page: LeaderboardPage, draw: Drawing) -> dict[str, str | bytes | Path]:
    """Returns the page, the export, and the comparison."""
    return {
        "index.html": draw("leaderboard.html", "index.html", page=page),
        "leaderboard.json": page.export + "\n",
    }
