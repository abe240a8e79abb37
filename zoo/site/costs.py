"""What rows cost beside what they achieve: the figures of the plot in which some are on the front."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from zoo.ranking.tables.figures import known, measured
from zoo.ranking.views import extra
from zoo.ranking.views.common import COSTS
from zoo.site.content import DatasetTable, Line
from zoo.site.ranked import settings
from zoo.store.metrics import METRICS, Metric


class Cost(NamedTuple):
    """What is set against the accuracy. `typed`: after `zoo leaderboard --pareto`."""

    typed: str
    metric: Metric


class Value(NamedTuple):
    """What a row costs. `front`: whether no other row is as good in this and in accuracy, and better in one."""

    cost: Cost
    number: float | None
    text: str
    front: bool


class Costs(NamedTuple):
    """The costs that are known of some rows; each row, the settings that tell it from others, what it costs."""

    costs: Sequence[Cost]
    rows: Sequence[tuple[Line, Sequence[str], Sequence[Value]]]


def costs(table: DatasetTable) -> Costs | None:
    """Returns the costs of a dataset's rows; None where less than two can be set against each other. Stale rows,
    and those trained on a part of the images, have no place among them."""
    lines = [line for line in table.lines if _may_be_on_front(line)]
    every = [Cost(typed, METRICS[key]) for typed, key in COSTS.items()]
    found = [cost for cost in every if any(extra.value(line.row, cost.metric) is not None for line in lines)]
    values = [[_value(line, cost, table.fronts.get(cost.typed, ())) for cost in found] for line in lines]
    rows = list(zip(lines, settings([line.row for line in lines]), values, strict=True))
    return Costs(found, rows) if found and len(rows) > 1 else None


def _may_be_on_front(line: Line) -> bool:
    return known(line.row.accuracy) is not None and not line.row.stale and line.row.limit is None


def _value(line: Line, cost: Cost, front: Sequence[str]) -> Value:
    number = extra.value(line.row, cost.metric)
    return Value(cost, number, "-" if number is None else measured(cost.metric, number), line.key in front)
