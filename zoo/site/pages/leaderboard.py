"""The files of the first page, and of the one that compares two of its rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from zoo.ranking.views.common import KINDS
from zoo.site import comparison, documents
from zoo.site.content import LeaderboardPage
from zoo.site.costs import costs
from zoo.site.drawing import Drawing, Files
from zoo.site.effects import bars
from zoo.site.ranked import Shown, shown


def files(page: LeaderboardPage, draw: Drawing) -> Files:
    """Returns the page, the export, and the comparison."""
    tables = shown(page.tables)
    differences = documents.text(comparison.document(tables))
    content = {
        "page": page,
        "tables": tables,
        "costs": [costs(table.table) for table in tables],
        "bars": [bars(table.rows) for table in page.effects.tables] if page.effects else [],
        "names": _names(tables),
        "rows": sum(len(table.lines) for table in tables),
    }
    return {
        "index.html": draw("leaderboard.html", "index.html", **content),
        "leaderboard.json": page.export + "\n",
        "compare.html": draw("compare.html", "compare.html", tables=tables),
        "differences.json": differences,
        "differences.js": documents.script("differences", differences),
    }


def _names(tables: Iterable[Shown]) -> dict[str, Sequence[str]]:
    """Returns the components that rows are made of, by kind."""
    lines = [line for table in tables for line in table.lines]
    return {kind: sorted({name for line in lines for name in line.names[kind].split()}) for kind in KINDS}
