"""The leaderboard's columns, and how their cells are written."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from zoo.plugin.parameters import format_value
from zoo.ranking.board import Interval
from zoo.ranking.references import Reference
from zoo.ranking.rows import Row, Summary
from zoo.ranking.tables import drawing
from zoo.ranking.tables.figures import count, duration, known, percent
from zoo.ranking.tables.table import Column

Setting = Callable[[Row], tuple[str, Any]]
"""Gives a row's value of a setting, and the scope in which values are compared."""


def columns(rows: Sequence[Row], interval: Interval = "both") -> list[Column]:
    """Returns the columns of a table: the ones that every table has, and the settings that differ in this one. Where a
    row was trained on a part of the images, the table says so even if all of them were. Accuracies with test-time
    augmentation have a column where there are any. A line of the table may be a `Reference` too."""
    augmented = any(row.tta_accuracy is not None for row in rows)
    accuracies = Column(ACCURACY, lambda row: percent(row.accuracy, row.interval(interval)))
    always = [*FIRST, accuracies, *_bars(rows, interval), *([WITH_TTA] if augmented else []), *LAST]
    return [_with_references(each) for each in (*always, *differing(rows), *([NOTE] if any(map(note, rows)) else []))]


def differing(rows: Sequence[Row]) -> list[Column]:
    """Returns columns for the settings that differ; for the number of images also where it is not all of them."""
    limited = any(row.limit is not None for row in rows)
    return [column for column, setting in SETTINGS if _differs(rows, setting) or (column is IMAGES and limited)]


def ranks(row: Summary) -> str:
    """Returns the ranks that a row may have: `2`, or `2-4`."""
    return "-" if row.ranks is None else "-".join(map(str, dict.fromkeys(row.ranks)))


def note(row: Row) -> str:
    """Returns what has to be said about a row, in words that a footnote explains."""
    marks = {"stale": row.stale, "not installed": row.missing, "as-is data": row.as_is, row.unranked: row.unranked}
    return ", ".join([*_endings(row), *(mark for mark, holds in marks.items() if holds)])


def _endings(row: Row) -> list[str]:
    """Returns how many of the seeds have no result: `2 of 5 diverged`."""
    seeds = len(row.seeds) + sum(row.endings.values())
    return [f"{number} of {seeds} {ending}" for ending, number in row.endings.items()]


def _differs(rows: Sequence[Row], setting: Setting) -> bool:
    """Whether a setting has two values among rows of one scope."""
    values: dict[str, Any] = {}
    return any(values.setdefault(scope, value) != value for scope, value in map(setting, rows))


def _bars(rows: Sequence[Row], interval: Interval) -> list[Column]:
    """Returns the column that draws the intervals of the accuracies on one axis; none where there is nothing to see."""

    def ends(row: Row) -> tuple[float, float] | None:
        accuracy, half = known(row.accuracy), known(row.interval(interval)) or 0.0
        return None if accuracy is None else (accuracy - half, accuracy + half)

    bars = [bar for bar in map(ends, rows) if bar]
    if len(bars) < 2:
        return []
    low = math.floor(100 * max(0.0, min(bar[0] for bar in bars))) / 100
    axis = low, max(low + 0.01, math.ceil(100 * min(1.0, max(bar[1] for bar in bars))) / 100)

    def cell(row: Row) -> str:
        return drawing.interval(*bar, axis, BAR) if (bar := ends(row)) else ""

    title = f"{low:.0%}{axis[1]:>{BAR - len(f'{low:.0%}')}.0%}"
    return [Column(title, cell, fixed=True, spare=5, drawn=True, style=_standing)]


def _standing(row: Row) -> str:
    """Returns the style of a row's rank: `good` where it may be the best."""
    return "good" if row.ranks and row.ranks[0] == 1 else ""


def _labelled(kind: str) -> Column:
    return Column(kind, lambda row: row.label(kind))


def _with_references(column: Column) -> Column:
    """Returns a column that has cells for references too."""
    cell = column.cell or str
    shown = {"model": lambda line: line.name, ACCURACY: lambda line: percent(line.accuracy)}.get(column.title)
    nothing, style = shown or (lambda line: ""), column.style or (lambda line: "")
    return replace(
        column,
        cell=lambda line: nothing(line) if isinstance(line, Reference) else cell(line),
        style=lambda line: "aside" if isinstance(line, Reference) else style(line),
    )


ACCURACY = "test accuracy"

BAR = 24
"""How many characters an interval is drawn with."""

WITH_TTA = Column("with TTA", lambda row: percent(row.tta_accuracy, row.tta_half_width))

RANKS = Column("#", ranks, right=True, style=_standing)

FIRST = (RANKS, *map(_labelled, ("model", "augmenter", "recipe")))

LAST = (
    Column("seeds", lambda row: str(len(row.seeds)), right=True),
    Column("parameters", lambda row: count(row.parameters), short="params", right=True, spare=3),
    Column("epochs", lambda row: count(row.epochs), right=True, spare=2),
    Column("training time", lambda row: duration(row.train_seconds), short="time", right=True, spare=1),
)

IMAGES = Column("images", lambda row: "all" if row.limit is None else count(row.limit), right=True)

SETTINGS: tuple[tuple[Column, Setting], ...] = (
    (
        Column("validation", lambda row: format_value(row.validation), short="valid.", right=True),
        lambda row: ("", row.validation),
    ),
    (IMAGES, lambda row: ("", row.limit)),
    # Two recipes may each have a batch size of their own: then it is the recipe that differs, and that is a column.
    (
        Column("batch size", lambda row: count(row.batch_size), short="batch", right=True, spare=4),
        lambda row: (row.recipe.partition(":")[0], row.batch_size),
    ),
)

NOTE = Column("note", note, style=lambda row: "warning")
