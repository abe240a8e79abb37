"""What rows cost: of which there are figures, and which are on the front."""

from __future__ import annotations

from dataclasses import replace

from tests.site import made
from zoo.site.costs import Costs, costs


def lines(*accuracies: float) -> list[made.Line]:
    return [made.line(f"row-{place}", accuracy, (1, 2)) for place, accuracy in enumerate(accuracies)]


def of(rows: list[made.Line]) -> Costs:
    found = costs(made.table("photos", rows))
    assert found
    return found


def test_each_cost_that_is_known_of_some_row_is_a_column() -> None:
    found = of(lines(0.9, 0.8))
    assert [cost.typed for cost in found.costs] == ["parameters", "time", "flops", "images-per-second"]
    assert [value.text for value in found.rows[0][-1]] == ["12,345", "1m 01s", "2,000,000", "1,000"]
    bare = [replace(line, row=replace(line.row, metrics={})) for line in lines(0.9, 0.8)]
    assert [cost.typed for cost in of(bare).costs] == ["parameters", "time"]


def test_the_front_is_that_of_the_table() -> None:
    found = of(lines(0.9, 0.8))
    marked = [[value.cost.typed for value in values if value.front] for *_, values in found.rows]
    assert marked == [["parameters", "time", "flops"], ["time", "images-per-second"]]


def test_rows_that_differ_in_a_setting_alone_are_told_apart() -> None:
    first, second = lines(0.9, 0.8)
    found = of([first, replace(second, row=replace(second.row, validation=None))])
    assert [settings for _, settings, _ in found.rows] == [["validation 0.1"], ["validation none"]]


def test_rows_that_no_front_looks_at_are_left_out() -> None:
    rows = lines(0.9, 0.8, 0.7)
    rows[1] = replace(rows[1], row=replace(rows[1].row, stale=("the code changed",)))
    limited = replace(rows[2], row=replace(rows[2].row, limit=100))
    assert [line.key for line, *_ in of(rows).rows] == ["row-0", "row-2"]
    assert costs(made.table("photos", [*rows[:2], limited])) is None
