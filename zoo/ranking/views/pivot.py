"""`--pivot`: what was trained as rows, datasets as columns, accuracies in the cells; and the mean rank over these."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from zoo.ranking import columns
from zoo.ranking.board import SAME, Board, Interval
from zoo.ranking.inference import statistics
from zoo.ranking.notes import INTERVALS
from zoo.ranking.rows import Row
from zoo.ranking.tables.figures import known, percent
from zoo.ranking.tables.sheet import Note, Sheet, Table
from zoo.ranking.tables.table import Column
from zoo.ranking.views.by import left_out
from zoo.ranking.views.common import KINDS


@dataclass(frozen=True)
class Line:
    """A model, with its augmenter and recipe, on every dataset.

    Args:
        one: a row of it, for what all have in common.
        rows: by dataset, those that have a result.
        rank: the mean of its ranks; None where it has none on one of the datasets.
        ranks: the means of the ends of its rank sets.
    """

    one: Row
    rows: Mapping[str, Row]
    rank: float | None
    ranks: tuple[float, float] | None


def sheet(board: Board[Row], top: int | None = None) -> Sheet:
    """Returns one table: the best mean rank first, then those with the most datasets; at most `top` lines."""
    current = [row for row in board.rows if not row.stale and known(row.accuracy) is not None]
    names = {row.dataset: row.label("dataset") for row in current}
    whole = lines(current)
    found = whole[:top]
    tables = [Table("Test accuracy", found, _columns(found, names, board.interval))] if found else []
    fields = ("rank", "rank_low", "rank_high", *KINDS, "dataset", "accuracy", "half_width")
    return Sheet("pivot", tables, notes(board, found), list(_records(found, names)), fields,
                 cut=len(whole) - len(found))  # fmt: skip


def lines(rows: Sequence[Row]) -> list[Line]:
    """Returns the lines of rows that are current and have a result; of two of one line, that with more seeds counts."""
    found: dict[tuple[Any, ...], dict[str, Row]] = {}
    for row in rows:
        there = found.setdefault(_key(row), {})
        if row.dataset not in there or len(row.seeds) > len(there[row.dataset].seeds):
            there[row.dataset] = row
    datasets, places = list(dict.fromkeys(row.dataset for row in rows)), _places(rows)
    return sorted((_line(there, datasets, places) for there in found.values()), key=_order)


def _key(row: Row) -> tuple[Any, ...]:
    return *(getattr(row, kind) for kind in KINDS), row.limit, row.validation, row.batch_size


def _places(rows: Iterable[Row]) -> dict[int, int]:
    """Returns the place of each row that is compared, by its identity: one more than how many of these are better."""
    accuracies: dict[str, list[float]] = {}
    ranked = [row for row in rows if row.ranks is not None and row.accuracy is not None]
    for row in ranked:
        accuracies.setdefault(row.dataset, []).append(-round(row.accuracy or 0.0, SAME))
    better = {dataset: sorted(found) for dataset, found in accuracies.items()}
    return {id(row): bisect_left(better[row.dataset], -round(row.accuracy or 0.0, SAME)) + 1 for row in ranked}


def _line(rows: Mapping[str, Row], datasets: Sequence[str], places: Mapping[int, int]) -> Line:
    one, everywhere = next(iter(rows.values())), [rows.get(dataset) for dataset in datasets]
    sets = [row.ranks if row and row.ranks else (None, None) for row in everywhere]
    low, high = (statistics.mean([ends[end] for ends in sets]) for end in (0, 1))
    rank = statistics.mean([places.get(id(row)) for row in everywhere])
    return Line(one, rows, rank, None if low is None or high is None else (low, high))


def _order(line: Line) -> tuple[Any, ...]:
    mean = statistics.mean([row.accuracy for row in line.rows.values()]) or 0.0
    return line.rank is None, line.rank or 0.0, -len(line.rows), -mean, tuple(map(str, _key(line.one)))


def _columns(found: Sequence[Line], datasets: Mapping[str, str], interval: Interval) -> list[Column]:
    """Returns the columns: of what was trained, the model and what differs."""
    ones = [line.one for line in found]
    parts = [kind for kind in KINDS if kind == "model" or len({getattr(one, kind) for one in ones}) > 1]
    ranks = [Column("mean rank", rank)] if any(line.rank is not None for line in found) else []
    named = [Column(kind, partial(_label, kind=kind)) for kind in parts]
    settings = [Column(column.title, partial(_setting, column=column), column.short, right=True)
                for column in columns.differing(ones)]  # fmt: skip
    cells = [Column(name, partial(_cell, dataset=it, interval=interval)) for it, name in datasets.items()]
    return [*ranks, *named, *settings, *cells]


def rank(line: Line) -> str:
    """Returns the mean rank, and in brackets the means of the ends of the sets where they differ: `1.5 (1-2.5)`."""
    if line.rank is None:
        return "-"
    low, high = line.ranks or (line.rank, line.rank)
    return f"{line.rank:.3g}" + (f" ({low:.3g}-{high:.3g})" if low < high else "")


def _label(line: Line, kind: str) -> str:
    return line.one.label(kind)


def _setting(line: Line, column: Column) -> Any:
    return column.cell(line.one) if column.cell else ""


def _cell(line: Line, dataset: str, interval: Interval) -> str:
    row = line.rows.get(dataset)
    return percent(row.accuracy, row.interval(interval)) if row else "-"


def _records(found: Sequence[Line], datasets: Iterable[str]) -> Iterable[dict[str, Any]]:
    """Yields a record per cell, which programs pivot as they like."""
    for line in found:
        low, high = line.ranks or (None, None)
        for dataset in datasets:
            row = line.rows.get(dataset)
            own = {kind: getattr(line.one, kind) for kind in KINDS}
            measured = {"accuracy": row.accuracy, "half_width": row.half_width} if row else {}
            yield {"rank": line.rank, "rank_low": low, "rank_high": high, **own, "dataset": dataset, **measured}


def notes(board: Board[Row], found: Sequence[Line]) -> list[Note]:
    """Returns what the figures mean."""
    said = []
    if any(line.rank is not None for line in found):
        said.append("mean rank: of what is compared on every dataset, the mean of its ranks there; in brackets, the "
                    "means of the ends of its rank sets.")  # fmt: skip
    elif found:
        said.append("No mean rank: nothing is compared on every dataset.")
    if any(row.interval(board.interval) is not None for line in found for row in line.rows.values()):
        said.append(INTERVALS[board.interval])
    return [*map(Note, said), *left_out(board.rows)]
