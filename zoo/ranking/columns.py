"""The leaderboard's columns, and how their cells are written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from zoo.plugin.parameters import format_value
from zoo.ranking.board import Interval
from zoo.ranking.references import Reference
from zoo.ranking.rows import Row, Summary
from zoo.ranking.tables.figures import count, duration, percent
from zoo.ranking.tables.table import Column

Setting = Callable[[Row], tuple[str, Any]]
"""Gives a row's value of a setting, and the scope in which values are compared."""


def columns(rows: Sequence[Row], interval: Interval = "both") -> list[Column]:
    """Returns the columns of a table: the ones that every table has, and the settings that differ in this one. Where a
    row was trained on a part of the images, the table says so even if all of them were. Accuracies with test-time
    augmentation have a column where there are any. A line of the table may be a `Reference` too."""
    augmented = any(row.tta_accuracy is not None for row in rows)
    accuracies = Column(ACCURACY, lambda row: percent(row.accuracy, row.interval(interval)))
    always = [*FIRST, accuracies, *([WITH_TTA] if augmented else []), *LAST]
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


def _labelled(kind: str) -> Column:
    return Column(kind, lambda row: row.label(kind))


def _with_references(column: Column) -> Column:
    """Returns a column that has cells for references too."""
    cell = column.cell or str
    shown = {"model": lambda line: line.name, ACCURACY: lambda line: percent(line.accuracy)}.get(column.title)
    nothing = shown or (lambda line: "")
    return replace(column, cell=lambda line: nothing(line) if isinstance(line, Reference) else cell(line))


ACCURACY = "test accuracy"

WITH_TTA = Column("with TTA", lambda row: percent(row.tta_accuracy, row.tta_half_width))

FIRST = (Column("#", ranks, right=True), _labelled("model"), _labelled("augmenter"), _labelled("recipe"))

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

NOTE = Column("note", note)
