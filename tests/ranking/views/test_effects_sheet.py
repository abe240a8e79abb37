"""The effects in words: a line for each mean, one for each combination that is unlike the others, and what it means."""

from __future__ import annotations

import json

import pytest

from tests.ranking import fakes
from zoo.ranking.tables import sheet as sheets
from zoo.ranking.views.effects import Effect, Effects, Place
from zoo.ranking.views.effects_sheet import ADDS, DIFFERS, INTERVAL, POOLED, UNKNOWN, points, sheet


def place(difference, differs=False, half_width=0.01, **changes):
    return Place(row=fakes.row(**changes), difference=difference, half_width=half_width, p=0.5, differs=differs)


def effect(*places, **changes):
    plain = {
        "kind": "augmenter",
        "of": "move+turn",
        "name": "both",
        "base": "none",
        "base_name": "none",
        "default": True,
    }
    plain |= {"difference": 0.021, "half_width": 0.003, "p": 0.001, "pooled": False}
    return Effect(**{**plain, **changes}, places=places)


MIXED = effect(
    place(0.05, True, dataset="dots", model="net"),
    place(0.02, dataset="dots", model="deep-net"),
    place(-0.004, True, dataset="lines", model="net"),
)


def text(*effects, **changes):
    return "".join(sheets.text(sheet(Effects(effects, **changes)), 80))


def test_a_mean_and_where_it_is_unlike_the_others():
    assert text(MIXED).splitlines()[:7] == [
        "Augmenters, against none (the default)",
        "",
        "augmenter          adds  in",
        "---------  ------------  --------------------------",
        "both       +2.10 ± 0.30  the mean of 3 combinations",
        "both       +5.00 ± 1.00  dots with net",
        "both       -0.40 ± 1.00  lines with net",
    ]


def test_what_all_combinations_have_in_common_is_not_repeated():
    some = effect(place(0.1, True, model="net", recipe="a"), place(0.2, model="net", recipe="b"))
    assert "dots with a\n" in text(some)
    assert "1 combination: dots with net, quick" in text(effect(place(0.1, limit=None)))
    assert "dots with net, quick, 1,000 images" in text(effect(place(0.1, limit=1000)))


def test_a_table_for_each_kind():
    models = effect(
        place(0.1), kind="model", of="net", name="net", base="deep-net", base_name="deep-net", default=False
    )
    assert "Models, against deep-net (combined with most others)" in text(MIXED, models)


@pytest.mark.parametrize(
    ("changes", "note", "absent"),
    [
        ({}, INTERVAL, UNKNOWN),
        ({"half_width": None, "pooled": True}, UNKNOWN, INTERVAL),
        ({"pooled": True}, POOLED, DIFFERS),
    ],
)
def test_notes_say_what_there_is(changes, note, absent):
    said = [each.text for each in sheet(Effects([effect(place(0.1), **changes)])).notes]
    assert ADDS in said
    assert note in said
    assert absent not in said
    assert DIFFERS in [each.text for each in sheet(Effects([MIXED])).notes]


def test_what_has_no_part_is_named():
    said = text(MIXED, alone={"none": ["a", "b", "c", "d"]}, without=2)
    assert "No combination in common with none: a, b, c and 1 more." in said
    assert "No part in it: 2 rows have no kept predictions." in said
    assert "1 row has" in text(MIXED, without=1)


def test_data_have_each_combination():
    made = sheet(Effects([MIXED]))
    rows = json.loads(sheets.to_json(made))["rows"]
    assert [row["combinations"] for row in rows] == [3, 1, 1, 1]
    assert (rows[0]["adds"], rows[0]["dataset"], rows[0]["of"], rows[0]["against"]) == (
        0.021,
        None,
        "move+turn",
        "none",
    )
    assert [row["dataset"] for row in rows[1:]] == ["dots", "dots", "lines"]
    assert [row["differs"] for row in rows] == [None, True, False, True]
    assert sheets.comma_separated(made).count("\n") == 4


def test_nothing_is_nothing():
    assert sheets.text(sheet(Effects()), 80) == []


@pytest.mark.parametrize("form", ["markdown", "latex", "csv", "json"])
def test_hostile_names_are_harmless(form):
    name = "=cmd()|<script>\x1b[31m&_\u202e"
    made = sheet(Effects([effect(place(0.1, True, model=name), place(0.2), name=name, of=name)]))
    said = sheets.FORMATS[form](made)
    assert not {"\x1b", "\u202e"} & set(said)
    if form == "markdown":
        assert "<script>" not in said


def test_figures():
    assert points(0.021, 0.003) == "+2.10 ± 0.30"
    assert points(-0.1, None) == "-10.00"
    assert points(0.0, float("nan")) == "+0.00"
