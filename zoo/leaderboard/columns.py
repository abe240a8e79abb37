"""The leaderboard's columns, and how their cells are written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zoo.leaderboard.rows import Row
from zoo.plugin.parameters import format_value

if TYPE_CHECKING:
    from zoo.store import Metric

Setting = Callable[[Row], tuple[str, Any]]
"""Gives a row's value of a setting, and the scope in which values are compared."""


@dataclass(frozen=True)
class Column:
    """A column: its title, the shorter one that a terminal gets, and a row's cell in it.

    Args:
        folds: whether long cells may be broken where their grammar has a joint.
        right: whether cells are aligned to the right.
    """

    title: str
    short: str
    cell: Callable[[Row], str]
    folds: bool = False
    right: bool = False


def columns(rows: Sequence[Row]) -> list[Column]:
    """Returns the columns of a table: the ones that every table has, and the settings that differ in this one. Where a
    row was trained on a part of the images, the table says so even if all of them were. Accuracies with test-time
    augmentation have a column where there are any."""
    limited = any(row.limit is not None for row in rows)
    augmented = any(row.tta_accuracy is not None for row in rows)
    always = [column for column in COLUMNS if augmented or column is not WITH_TTA]
    differing = [column for column, setting in SETTINGS if _differs(rows, setting) or (column is IMAGES and limited)]
    return [*always, *differing, *([NOTE] if any(map(note, rows)) else [])]


def accuracy(row: Row) -> str:
    """Returns the mean in percent, and half the width of its interval where there are several seeds."""
    return percent(row.accuracy, row.half_width)


def percent(fraction: float | None, half_width: float | None = None) -> str:
    """Returns a fraction of 1 in percent, as `91.20%` or, with half the width of its interval, `91.20 ± 0.31%`."""
    spread = "" if half_width is None else f" ± {100 * half_width:.2f}"
    return "-" if fraction is None else f"{100 * fraction:.2f}{spread}%"


def duration(seconds: float | None) -> str:
    """Returns seconds as people say them: `4.2s`, `12m 03s`, `3h 20m`."""
    if seconds is None:
        return "-"
    if seconds < 9.95:
        return f"{seconds:.1f}s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole}s"
    if whole < 3600:
        return f"{whole // 60}m {whole % 60:02d}s"
    minutes = round(seconds / 60)
    return f"{minutes // 60}h {minutes % 60:02d}m"


def measured(metric: Metric, value: float) -> str:
    """Returns the value of a metric as its format says."""
    named: dict[str, Callable[[float], str]] = {"percent": percent, "duration": duration}
    return named.get(metric.format, metric.format.format)(value)


def note(row: Row) -> str:
    """Returns what has to be said about a row, in words that a footnote explains."""
    marks = {"stale": row.stale, "not installed": row.missing, "as-is data": row.as_is}
    return ", ".join(mark for mark, holds in marks.items() if holds)


def _differs(rows: Sequence[Row], setting: Setting) -> bool:
    """Whether a setting has two values among rows of one scope."""
    values: dict[str, Any] = {}
    return any(values.setdefault(scope, value) != value for scope, value in map(setting, rows))


def _count(number: int | None) -> str:
    return "-" if number is None else f"{number:,}"


def _labelled(kind: str) -> Column:
    return Column(kind, kind, lambda row: row.label(kind), folds=True)


WITH_TTA = Column("with TTA", "with TTA", lambda row: percent(row.tta_accuracy, row.tta_half_width))

COLUMNS = (
    Column("#", "#", lambda row: _count(row.rank), right=True),
    _labelled("model"),
    _labelled("augmenter"),
    _labelled("recipe"),
    Column("test accuracy", "test accuracy", accuracy),
    WITH_TTA,
    Column("seeds", "seeds", lambda row: str(len(row.runs)), right=True),
    Column("parameters", "params", lambda row: _count(row.parameters), right=True),
    Column("epochs", "epochs", lambda row: _count(row.epochs), right=True),
    Column("training time", "time", lambda row: duration(row.train_seconds), right=True),
)

IMAGES = Column("images", "images", lambda row: "all" if row.limit is None else _count(row.limit), right=True)

SETTINGS: tuple[tuple[Column, Setting], ...] = (
    (
        Column("validation", "valid.", lambda row: format_value(row.validation), right=True),
        lambda row: ("", row.validation),
    ),
    (IMAGES, lambda row: ("", row.limit)),
    # Two recipes may each have a batch size of their own: then it is the recipe that differs, and that is a column.
    (
        Column("batch size", "batch", lambda row: _count(row.batch_size), right=True),
        lambda row: (row.recipe.partition(":")[0], row.batch_size),
    ),
)

NOTE = Column("note", "note", note)
