"""What is no number, ties, one class, one row, rows without predictions: every view in every form."""

from __future__ import annotations

import json
import re

import pytest

from tests.ranking import fakes
from zoo.ranking import export, render
from zoo.ranking.board import arrange
from zoo.ranking.comparable import GONE
from zoo.ranking.tables import sheet
from zoo.ranking.views import by, by_pivot, extra, pareto, pivot
from zoo.store import METRICS

COST, NAN, INF = METRICS["images_per_second"], float("nan"), float("inf")


def front(board):
    return pareto.marked(extra.added(render.sheet(board), [COST]), board, pareto.on_front(board, COST), COST)


VIEWS = {
    "rows": render.sheet,
    "pivot": pivot.sheet,
    "by": lambda board: by.sheet(board, "model", [COST]),
    "by pivot": lambda board: by_pivot.sheet(board, "model"),
    "pareto": front,
}

BOARDS = {
    "no numbers": [
        fakes.row(model="a", accuracy=NAN, half_width=NAN, metrics={COST.key: NAN}),
        fakes.row(model="b", accuracy=0.5, half_width=INF, train_seconds=NAN, metrics={COST.key: INF}),
        fakes.row(model="c", accuracy=0.5, half_width=NAN, seed_half_width=NAN, metrics={COST.key: 1.0}),
    ],
    "ties": [fakes.row(model=name, accuracy=0.5, ranks=(1, 3), metrics={COST.key: 2.0}) for name in "abc"],
    "one class": [fakes.row(model=name, accuracy=1.0, half_width=0.0, ranks=(1, 2)) for name in "ab"],
    "one row": [fakes.row(model="a", ranks=(1, 1))],
    "no predictions": [fakes.row(model=name, unranked=GONE) for name in "ab"],
    "no result": [fakes.row(model="a", accuracy=None, endings={"diverged": 1}, runs=(), metrics={COST.key: None})],
    "nothing": [],
}


@pytest.mark.parametrize("board", BOARDS)
@pytest.mark.parametrize("view", VIEWS)
def test_every_form_shows_what_is_known_and_nothing_else(view, board):
    made = VIEWS[view](arrange(BOARDS[board]))
    texts = ["".join(sheet.text(made, 80)), *(form(made) for form in sheet.FORMATS.values())]
    assert not [text for text in texts if re.search(r"\b(nan|inf|infinity|none%)\b", text, re.IGNORECASE)]
    rows = json.loads(sheet.to_json(made), parse_constant=pytest.fail)["rows"]
    assert len(rows) == len(made.records)


@pytest.mark.parametrize("board", BOARDS)
def test_an_export_of_them_is_read_again(board, tmp_path):
    given = arrange(BOARDS[board])
    (tmp_path / "board.json").write_text(export.to_json(given))
    assert len(export.read(tmp_path / "board.json").rows) == len(given.rows)


def test_ties_are_all_on_the_front_and_share_a_place():
    assert len(pareto.front(BOARDS["ties"], COST)) == 3
    assert [line.rank for line in pivot.lines(BOARDS["ties"])] == [1, 1, 1]


def test_what_is_certain_has_no_width():
    assert "100.00 ± 0.00%" in "".join(sheet.text(pivot.sheet(arrange(BOARDS["one class"])), 80))


def test_without_predictions_there_is_no_rank():
    assert [line.rank for line in pivot.lines(BOARDS["no predictions"])] == [None, None]
