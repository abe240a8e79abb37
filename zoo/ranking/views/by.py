"""`--by model`: a line per model, augmenter or recipe, averaged over what all of a dataset were combined with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from zoo.errors import some
from zoo.experiments.experiment import command_line
from zoo.ranking.board import Board, Interval
from zoo.ranking.inference import statistics
from zoo.ranking.notes import INTERVALS
from zoo.ranking.rows import Row
from zoo.ranking.tables.figures import count, known, measured, percent
from zoo.ranking.tables.sheet import Note, Sheet, Table
from zoo.ranking.tables.table import Column
from zoo.ranking.views import common, extra
from zoo.ranking.views.common import KINDS

if TYPE_CHECKING:
    from zoo.store import Metric


@dataclass(frozen=True, kw_only=True)
class Mean:
    """A model, an augmenter or a recipe on a dataset.

    Args:
        dataset, name: what they are called.
        expression: what it is.
        accuracy: the mean over the combinations that all have, a fraction of 1; None where it has none of them.
        half_width: at most half the width of the 95% interval: the mean of the rows' own, for their errors may go
            together. None where one of them is not known.
        combinations: over how many the mean is.
        trained: with how many it has a result.
        metrics: the means of others, by key.
    """

    dataset: str
    name: str
    expression: str
    accuracy: float | None = None
    half_width: float | None = None
    combinations: int = 0
    trained: int = 0
    metrics: Mapping[str, float | None] = field(default_factory=dict)


def sheet(board: Board[Row], kind: str, metrics: Sequence[Metric] = (), top: int | None = None) -> Sheet:
    """Returns a table per dataset.

    Args:
        kind: one of `KINDS`.
        metrics: which others are averaged.
        top: how many lines of each dataset are shown.
    """
    whole = {dataset: means(rows, kind, metrics, board.interval) for dataset, rows in board.datasets()}
    found = {dataset: means[:top] for dataset, means in whole.items()}
    lines = [line for means in found.values() for line in means]
    tables = [Table(dataset, means, _columns(kind, metrics)) for dataset, means in found.items() if means]
    fields = ("dataset", kind, "accuracy", "half_width", "combinations", "trained", *(each.key for each in metrics))
    records = [{**vars(line), kind: line.expression, **line.metrics} for line in lines]
    return Sheet(f"by {kind}", tables, notes(board, lines, kind), records, fields,
                 cut=sum(map(len, whole.values())) - len(lines))  # fmt: skip


def means(rows: Sequence[Row], kind: str, metrics: Sequence[Metric] = (), interval: Interval = "both") -> list[Mean]:
    """Returns the lines of one dataset, the most accurate first; those that have nothing in common with them last."""
    found = common.levels(rows, kind)
    keys, left_out = common.shared(found)
    made = [_mean(kind, found[name], () if name in left_out else keys, metrics, interval) for name in found]
    return sorted(made, key=lambda line: (line.accuracy is None, -(line.accuracy or 0.0), line.expression))


def _mean(
    kind: str,
    there: Mapping[common.Key, Row],
    keys: Sequence[common.Key],
    metrics: Sequence[Metric],
    interval: Interval,
) -> Mean:
    one, rows = next(iter(there.values())), [there[key] for key in keys]
    return Mean(
        dataset=one.label("dataset"),
        name=one.label(kind),
        expression=getattr(one, kind),
        accuracy=statistics.mean([row.accuracy for row in rows]),
        half_width=statistics.mean([row.interval(interval) for row in rows]),
        combinations=len(rows),
        trained=len(there),
        metrics={metric.key: statistics.mean([extra.value(row, metric) for row in rows]) for metric in metrics},
    )


def _columns(kind: str, metrics: Sequence[Metric]) -> list[Column]:
    return [
        Column(kind, lambda line: line.name),
        Column("mean test accuracy", lambda line: percent(line.accuracy, line.half_width), short="mean accuracy"),
        Column("combinations", lambda line: f"{count(line.combinations)} of {count(line.trained)}", right=True),
        *(Column(metric.title, partial(_cell, metric=metric), right=True) for metric in metrics),
    ]


def _cell(line: Mean, metric: Metric) -> str:
    return "-" if (found := line.metrics[metric.key]) is None else measured(metric, found)


def notes(board: Board[Row], lines: Sequence[Mean], kind: str, *, counted: bool = True) -> list[Note]:
    """Returns what the figures mean, and what is not in them; `counted`: a column says of how many they are."""
    others = " and ".join(each for each in KINDS if each != kind)
    common = f"combinations of {others} that all {kind}s of the dataset have"
    column = f"combinations, as 2 of 3: the mean is over the 2 {common}; this {kind} has 3."
    found = [column if counted else f"Each mean is over the {common}."] if lines else []
    if any(line.half_width is not None for line in lines):
        found.append(f"{INTERVALS[board.interval]} Here the mean of the rows' own, which is rather too wide.")
    if apart := [line.name for line in lines if not line.combinations]:
        found.append(f"{'0 of' if counted else '-'}: no combination in common with the others: {some(apart)}.")
    told = [
        Note(
            "Whether chance can have made a difference between these is another question.",
            (("Try", "zoo leaderboard --effects"),),
        )
    ]
    several = sum(bool(line.combinations) for line in lines) > 1
    return [*map(Note, found), *left_out(board.rows), *(told if several else _apart(board, kind) if lines else [])]


def _apart(board: Board[Row], kind: str) -> list[Note]:
    """Returns the command that gives the first dataset with several lines something in common."""
    for dataset, rows in board.datasets():
        levels = common.levels(rows, kind)
        if len(levels) > 1 and not any(row.missing for row in rows):
            key = Counter(key for there in levels.values() for key in there).most_common(1)[0][0]
            one = next(there[key] for there in levels.values() if key in there)
            lacking = ",".join(name for name, there in levels.items() if key not in there)
            command = command_line({**one.expressions, kind: lacking}, seeds=one.seeds, validation=one.validation,
                                   limit=one.limit)  # fmt: skip
            return [Note(f"{dataset}: a combination that all {kind}s would have.", (("Try", command),))]
    return []


def left_out(rows: Sequence[Row]) -> list[Note]:
    """Returns a note that says how many rows have no part in it, if any."""
    stale, without = (
        sum(map(each, rows))
        for each in (lambda row: bool(row.stale), lambda row: not row.stale and known(row.accuracy) is None)
    )
    said = [f"{number} {what}" for number, what in ((stale, "stale"), (without, "without a result")) if number]
    return [Note(f"Left out: {' and '.join(said)}.")] if said else []
