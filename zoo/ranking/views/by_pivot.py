"""`--pivot --by model`: a line per model, augmenter or recipe, datasets as columns, means in the cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from zoo.ranking.board import Board
from zoo.ranking.inference import statistics
from zoo.ranking.rows import Row
from zoo.ranking.tables.figures import percent
from zoo.ranking.tables.sheet import Sheet, Table
from zoo.ranking.tables.table import Column
from zoo.ranking.views import by
from zoo.ranking.views.by import Mean


@dataclass(frozen=True)
class Line:
    """A model, an augmenter or a recipe: its means, by dataset, where it has one."""

    name: str
    means: Mapping[str, Mean]


def sheet(board: Board[Row], kind: str, top: int | None = None) -> Sheet:
    """Returns one table: first what has a mean on the most datasets, the best of these first; at most `top` lines."""
    made = {dataset: by.means(rows, kind, (), board.interval) for dataset, rows in board.datasets()}
    means = [mean for found in made.values() for mean in found]
    datasets = [dataset for dataset, found in made.items() if found]
    whole = _lines(made)
    shown = whole[:top]
    columns = [Column(kind, lambda line: line.name), *(Column(it, partial(_cell, dataset=it)) for it in datasets)]
    tables = [Table("Mean test accuracy", shown, columns)] if shown else []
    records = [record for line in shown for record in _records(line, kind)]
    fields = ("dataset", kind, "accuracy", "half_width", "combinations", "trained")
    notes = by.notes(board, means, kind, counted=False)
    return Sheet(f"pivot by {kind}", tables, notes, records, fields, cut=len(whole) - len(shown))


def _lines(made: Mapping[str, Sequence[Mean]]) -> list[Line]:
    found: dict[str, dict[str, Mean]] = {}
    for dataset, means in made.items():
        for mean in means:
            found.setdefault(mean.expression, {})[dataset] = mean
    lines = {expression: Line(next(iter(means.values())).name, means) for expression, means in found.items()}
    return [lines[expression] for expression in sorted(lines, key=lambda each: _order(each, found[each]))]


def _order(expression: str, means: Mapping[str, Mean]) -> tuple[Any, ...]:
    known = [mean.accuracy for mean in means.values() if mean.combinations]
    return -len(known), -(statistics.mean(known) or 0.0), expression


def _cell(line: Line, dataset: str) -> str:
    mean = line.means.get(dataset)
    return percent(mean.accuracy, mean.half_width) if mean else "-"


def _records(line: Line, kind: str) -> list[dict[str, Any]]:
    return [{**vars(mean), kind: mean.expression} for mean in line.means.values()]
