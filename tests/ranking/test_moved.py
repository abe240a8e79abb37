"""Data that moved are the same data: one dataset, one row, and the name of its preset."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import zoo
from tests.ranking import fakes
from zoo.experiments.catalogue import Catalogue
from zoo.plugin.discovery import Provider
from zoo.ranking import groups, moved
from zoo.ranking.board import arrange
from zoo.store import Store


def load(*, path: Path, extra: Path | None = None, size: int = 8):
    raise AssertionError("called")


@pytest.fixture
def registry():
    """Components with a dataset that is in a folder, and a preset of one at a place."""
    plain = fakes.registry()
    provider = Provider("keras-zoo", "1", "keras-zoo[test]")
    folder = zoo.Dataset(name="folder", summary="a folder", load=load)
    presets = Catalogue(presets={"dataset": {"photos": "folder:path=new"}})
    return replace(plain, components={**plain.components, ("dataset", "folder"): (folder, provider)}, catalogue=presets)


def shown(registry):
    summaries, complete = groups.recorded(Store.open(), registry)
    return complete(arrange(summaries)).rows


def test_the_home_of_data_is_where_a_preset_says_else_the_last_place(registry):
    seen = {"folder:path=new": "d", "folder:path=old": "d", "folder:path=other": "e", "dots": "d"}
    assert moved.homes(registry, seen) == {"folder:path=new": "folder:path=new", "folder:path=old": "folder:path=new"}
    assert moved.homes(registry, {"folder:path=b": "d", "folder:extra=x:path=a": "d"})["folder:path=b"] == (
        "folder:extra=x:path=a"
    )


@pytest.mark.parametrize("other", ["folder:path=old:size=4", "dots", "gone:path=old"])
def test_what_differs_in_more_than_its_place_is_another_dataset(registry, other):
    assert moved.homes(registry, {"folder:path=new": "d", other: "d"}) == {}


def test_runs_at_both_places_are_one_row_under_the_preset_s_name(registry):
    common = {"data": "d", "code": None}
    fakes.record(**common, group_id="old", dataset="folder:path=old", seed=0, test_accuracy=0.5)
    fakes.record(**common, group_id="old", dataset="folder:path=old", seed=1, test_accuracy=0.6)
    fakes.record(**common, group_id="new", dataset="folder:path=new", seed=1, test_accuracy=0.8)
    fakes.record(**common, group_id="else", dataset="folder:path=old", model="deep-net", test_accuracy=0.7)
    fakes.record(**{**common, "data": "e"}, group_id="x", dataset="folder:path=x", seed=0)
    rows = shown(registry)
    assert [(row.label("dataset"), row.model, [run.accuracy for run in row.runs]) for row in rows] == [
        ("photos", "deep-net", [0.7]),
        ("photos", "net", [0.5, 0.8]),
        ("folder:path=x", "net", [0.9]),
    ]


def test_of_several_places_the_home_s_runs_count(registry):
    common = {"data": "d", "code": None, "seed": 0}
    fakes.record(**common, group_id="a", dataset="folder:path=new", test_accuracy=0.5)
    fakes.record(**common, group_id="b", dataset="folder:path=old", test_accuracy=0.6)
    (row,) = shown(registry)
    assert row.accuracy == 0.5
