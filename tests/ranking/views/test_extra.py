"""Tests of columns that are asked for by name."""

from __future__ import annotations

import pytest

from tests.ranking import fakes
from zoo.errors import UsageError
from zoo.ranking import render
from zoo.ranking.board import arrange
from zoo.ranking.tables import sheet
from zoo.ranking.views import extra
from zoo.store.metrics import METRICS, described

KNOWN = [*METRICS.values(), described("shift.consistency")]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("test_macro_f1", ["test_macro_f1"]),
        ("macro_f1, macro F1", ["test_macro_f1"]),
        ("NLL,nll , images/s,images-per-second", ["test_loss", "images_per_second"]),
        ("ECE,FLOPs", ["test_ece", "flops"]),
        ("shift.consistency,shift consistency", ["shift.consistency"]),
        ("accuracy,val_accuracy", ["test_accuracy", "val_accuracy"]),
    ],
)
def test_keys_names_and_titles(text, keys):
    assert [metric.key for metric in extra.find(text, KNOWN)] == keys


@pytest.mark.parametrize(("text", "said"), [("macro", "Did you mean macro_f1"), ("", "There are: "), (",", "There")])
def test_what_is_no_column(text, said):
    with pytest.raises(UsageError, match=said) as refused:
        extra.find(text, KNOWN)
    there = refused.value.cause.partition("There are: ")[2].rstrip(".")
    assert {metric.key for metric in extra.find(there, KNOWN)} == {metric.key for metric in KNOWN}


def titles(metrics, rows):
    return [column.title for column in extra.added(render.sheet(arrange(rows)), metrics).tables[0].columns]


def test_columns_stand_before_the_note_and_once():
    metrics = extra.find("ECE,parameters", KNOWN)
    assert titles(metrics, [fakes.row(stale=("x",))])[-3:] == ["training time", "ECE", "note"]


def test_asked_for_is_never_left_out():
    made = extra.added(render.sheet(arrange([fakes.row()])), extra.find("parameters", KNOWN))
    assert "params" in "".join(sheet.text(made, 30))


def test_values_in_every_form():
    row = fakes.row(metrics={"test_macro_f1": 0.5, "shift.consistency": 0.123456})
    made = extra.added(
        render.sheet(arrange([row, fakes.row(accuracy=0.1)])), extra.find("macro_f1,shift.consistency", KNOWN)
    )
    text = "".join(sheet.text(made, 200))
    assert "50.00%" in text
    assert "0.1235" in text
    titles, first, second = sheet.comma_separated(made).splitlines()
    assert titles.endswith(",note,test_macro_f1,shift.consistency")
    assert first.endswith(",0.5,0.123456")
    assert second.endswith(",,")


def test_a_metric_that_no_row_has_is_named():
    made = extra.added(render.sheet(arrange([fakes.row()])), extra.find("ECE,parameters", KNOWN))
    assert [note.text for note in made.notes][-1] == "ECE: not known of these rows."


def test_a_mean_is_over_the_seeds_that_have_it_and_says_how_many():
    runs = [fakes.run(seed=0, metrics={"test_ece": 0.2}), fakes.run(seed=1, metrics={"test_ece": 0.4})]
    counted = [fakes.split(each, fakes.current())[0] for each in (runs, [*runs, fakes.run(seed=2)])]
    made = [fakes.whole_row(each, fakes.current(), fakes.registry().label, ["test_ece"]) for each in counted]
    assert [row.metrics["test_ece"] for row in made] == [pytest.approx(0.3)] * 2
    assert [row.metric_seeds["test_ece"] for row in made] == [2, 2]
    shown = extra.added(render.sheet(arrange(made[1:])), extra.find("ECE", KNOWN))
    assert "0.3000 (2 of 3)" in "".join(sheet.text(shown, 200))
    assert [note.text for note in shown.notes][-1].startswith("(1 of 2): ")
    assert not extra.notes(made[:1], extra.find("ECE,accuracy", KNOWN))
