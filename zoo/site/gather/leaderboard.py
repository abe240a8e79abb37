"""The first page: the rows of each dataset, what each two of them are to each other, and what costs least."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from zoo.ranking import columns, export, notes
from zoo.ranking.tables.figures import known
from zoo.ranking.views import pareto
from zoo.ranking.views.common import COSTS
from zoo.site.content import DatasetTable, Difference, LeaderboardPage, Line
from zoo.site.gather import keys
from zoo.store.metrics import METRICS

if TYPE_CHECKING:
    from zoo.ranking.board import Board
    from zoo.ranking.comparable import Compared
    from zoo.ranking.rows import Row
    from zoo.ranking.tables.sheet import Sheet

EXTRA = tuple(key for key in COSTS.values() if METRICS[key].name in ("flops", "images_per_second"))
"""The metrics that rows are read with, for what they cost, beside those of every row."""

DECIMALS = 4
"""Of intervals on other pages, as many as are shown: each new run changes the intervals of all rows of its dataset a
little, and their pages need not be written again for that."""

NONE = ("No results yet. Try: zoo run",)


def page(
    board: Board[Row],
    installed: set[str],
    compared: Mapping[str, Compared[Any]] = MappingProxyType({}),
    effects: Sheet | None = None,
) -> LeaderboardPage:
    """Returns the page of a board.

    Args:
        installed: the names of the components' pages.
        compared: by dataset, what each two of its rows are to each other.
        effects: what each component adds.
    """
    named = iter(keys.experiments(board.rows))
    tables = []
    for dataset, rows in board.datasets():
        expression = rows[0].dataset
        ranking = next((each for each in board.rankings if each.dataset == expression), None)
        among = ranking.compared if ranking else 0
        lines = [_line(row, next(named), among, installed) for row in rows]
        table = DatasetTable(dataset=dataset, lines=lines, ranking=ranking)
        pairs = _differences(lines, compared[expression]) if expression in compared else {}
        tables.append(replace(table, differences=pairs, fronts=dict(_fronts(lines))))
    return LeaderboardPage(
        tables=tables,
        notes=notes.notes(board),
        effects=effects,
        remarks=() if tables else NONE,
        export=export.to_json(board),
    )


def _line(row: Row, key: str, among: int, installed: set[str]) -> Line:
    return Line(
        key=key,
        row=row,
        note=columns.note(row),
        among=among if row.ranks else 0,
        components=keys.components(row, installed),
    )


def lines(page: LeaderboardPage) -> Iterator[tuple[str, Line]]:
    """Yields the rows as other pages show them, each with what its dataset is called."""
    for table in page.tables:
        for line in table.lines:
            width = known(line.row.half_width)
            row = line.row if width is None else replace(line.row, half_width=round(width, DECIMALS))
            yield table.dataset, replace(line, row=row)


def _differences(lines: Sequence[Line], compared: Compared[Any]) -> dict[tuple[str, str], Difference]:
    """Returns what each two rows are to each other, the one that stands first in the table first."""
    from zoo.ranking.inference import ranks

    if (found := compared.comparison) is None:
        return {}
    by_runs = {line.row.names: line.key for line in lines}
    named = [by_runs.get(row.names) for row in compared.rows]  # None: it was removed meanwhile
    proven = ranks.better(found.p, found.difference, found.level).tolist()
    values, widths = found.difference.tolist(), found.half_width.tolist()
    return {
        (one, other): Difference(
            difference=values[a][b], half_width=known(widths[a][b]), proven=proven[a][b] or proven[b][a]
        )
        for a, one in enumerate(named)
        for b, other in enumerate(named)
        if a < b and one and other
    }


def _fronts(lines: Sequence[Line]) -> Iterator[tuple[str, Sequence[str]]]:
    """Yields what each cost is called, and the front among the rows that were trained on all images."""
    by_row: Mapping[int, str] = {id(line.row): line.key for line in lines}
    whole = [line.row for line in lines if line.row.limit is None]
    for name, metric in COSTS.items():
        if front := pareto.front(whole, METRICS[metric]):
            yield name, [by_row[id(row)] for row in front]
