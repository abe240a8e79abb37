"""Columns that are asked for by name: any metric by which runs are measured, and what probes found."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from zoo.errors import UsageError, did_you_mean
from zoo.ranking.rows import Row
from zoo.ranking.tables.figures import known, measured
from zoo.ranking.tables.sheet import Note, Sheet, Table
from zoo.ranking.tables.table import Column

if TYPE_CHECKING:
    from zoo.store import Metric

OWN = {"test_accuracy": "accuracy", "tta_accuracy": "tta_accuracy", "parameters": "parameters",
       "train_seconds": "train_seconds"}  # fmt: skip
"""The fields of a row that are metrics, by key."""


def find(text: str, metrics: Iterable[Metric]) -> list[Metric]:
    """Returns the metrics that are named between commas, each by its key or its title: `macro_f1`, `macro F1`.

    Raises:
        UsageError: there is no such metric.
    """
    called = _called(list(metrics))
    names = [name for part in text.split(",") if (name := part.strip())] or [text]
    for name in names:
        if _plain(name) not in called:
            raise _unknown(name, called)
    return list({called[_plain(name)].key: called[_plain(name)] for name in names}.values())


def _called(metrics: Sequence[Metric]) -> dict[str, Metric]:
    """Returns the metrics by all that they are called; of several that share a name, the first."""
    names = {_plain(name): metric for metric in reversed(metrics) for name in (metric.name, metric.title)}
    return names | {_plain(metric.key): metric for metric in metrics}


def _plain(name: str) -> str:
    return re.sub(r"[\s_/-]+", "_", name.strip().lower())


def _unknown(name: str, called: Mapping[str, Metric]) -> UsageError:
    metrics = {metric.key: metric for metric in called.values()}
    short = [each.name if each.split == "test" and called[_plain(each.name)] is each else key
             for key, each in metrics.items()]  # fmt: skip
    close, there = did_you_mean(_plain(name), short), f"There are: {', '.join(sorted(short))}."
    return UsageError(f"No column is called {name!r}.", cause=f"{close} {there}" if close else there,
                      hint="zoo leaderboard --columns parameters")  # fmt: skip


def value(row: Row, metric: Metric) -> float | None:
    """Returns the mean of a metric over those of a row's seeds that have it; None where none has."""
    found: float | None = getattr(row, OWN[metric.key]) if metric.key in OWN else row.metrics.get(metric.key)
    return known(found)


def columns(metrics: Iterable[Metric]) -> list[Column]:
    """Returns a column for each metric; what is no row has no cell in it."""
    return [Column(metric.title, _Cell(metric), right=True) for metric in metrics]


class _Cell:
    """Writes a metric of a row."""

    def __init__(self, metric: Metric) -> None:
        self.metric = metric

    def __call__(self, row: Any) -> str:
        if not isinstance(row, Row):
            return ""
        found, seeds = value(row, self.metric), len(row.seeds)
        if found is None:
            return "-"
        have = row.metric_seeds.get(self.metric.key, seeds)
        return measured(self.metric, found) + (f" ({have} of {seeds})" if have < seeds else "")


def added(sheet: Sheet, metrics: Sequence[Metric]) -> Sheet:
    """Returns a sheet of rows with columns for metrics, where it does not have them."""
    tables = [_added(table, metrics) for table in sheet.tables]
    rows = [row for table in sheet.tables for row in table.rows if isinstance(row, Row)]
    missing = [metric for metric in metrics if OWN.get(metric.key, metric.key) not in sheet.fields]
    records = [{**record, **{metric.key: value(row, metric) for metric in missing}}
               for record, row in zip(sheet.records, rows, strict=True)]  # fmt: skip
    fields = (*sheet.fields, *(metric.key for metric in missing))
    return replace(sheet, tables=tables, notes=[*sheet.notes, *notes(rows, metrics)], records=records, fields=fields)


def _added(table: Table, metrics: Sequence[Metric]) -> Table:
    titles = [column.title for column in table.columns]
    before = [column for column in table.columns if column.title != "note"]
    after = [column for column in table.columns if column.title == "note"]
    new = columns(metric for metric in metrics if metric.title not in titles)
    asked = {metric.title for metric in metrics}
    kept = [replace(column, spare=0) if column.title in asked else column for column in before]
    return replace(table, columns=[*kept, *new, *after])


def notes(rows: Sequence[Row], metrics: Sequence[Metric]) -> list[Note]:
    """Returns a note for the metrics that no row has, and for those that not all seeds have."""
    without = [metric.title for metric in metrics if rows and all(value(row, metric) is None for row in rows)]
    said = [f"{', '.join(without)}: not known of these rows."] if without else []
    if any(0 < row.metric_seeds.get(metric.key, 0) < len(row.seeds) for row in rows for metric in metrics):
        said.append("(1 of 2): of so many seeds; the others have no such figure.")
    return list(map(Note, said))
