"""A site of a store."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from tests.site.gather import recorded
from zoo import paths
from zoo.ranking import export
from zoo.site.gather import store, stored
from zoo.store import Store


def gathered(registry=None):
    return stored(Store.open(create=False), registry or recorded.registry())


def pages(site):
    return {pending.key: pending.make() for pending in site.experiments}


def two_rows():
    """A row that is wrong on one image of 15, and one that is wrong on eight; of three seeds each."""
    for seed in range(3):
        recorded.record({seed: 2.0}, seed=seed)
        recorded.record(dict.fromkeys(range(8), 1.0), seed=seed, model="deep-net")


def test_a_table_per_dataset_with_what_each_two_rows_are_to_each_other():
    two_rows()
    site = gathered()
    (table,) = site.leaderboard.tables
    good, bad = table.lines
    assert table.dataset == "bars"
    assert [line.row.model for line in table.lines] == ["net", "deep-net"]
    assert (good.among, good.row.ranks) == (2, (1, 1))
    ((pair, found),) = table.differences.items()
    assert pair == (good.key, bad.key)
    assert (found.difference, found.proven) == (np.float64(14 / 15) - 7 / 15, True)
    assert 0 < found.half_width < 0.5
    assert {reference.name for reference in table.ranking.references} == {"chance", "majority"}
    assert table.fronts == {"parameters": [good.key], "time": [good.key]}
    assert good.components["model"] == ["model-net"]


def test_the_export_is_read_as_the_same_rows(tmp_path):
    two_rows()
    site = gathered()
    (tmp_path / "leaderboard.json").write_text(site.leaderboard.export)
    read = export.read(tmp_path / "leaderboard.json")
    assert read.rows == [replace(line.row) for table in site.leaderboard.tables for line in table.lines]
    assert read.rankings == [table.ranking for table in site.leaderboard.tables]


def test_what_components_add_is_known_where_something_else_was_trained_too():
    recorded.record({0: 2.0})
    assert gathered().leaderboard.effects is None
    recorded.record({1: 2.0}, model="deep-net")
    effects = gathered().leaderboard.effects
    assert [table.heading.partition(",")[0] for table in effects.tables] == ["Models"]
    assert not any("CSV" in note.text for note in effects.notes)


def test_what_components_add_is_told_by_rows_trained_on_all_images():
    for limit in (None, 15):
        for model, wrong in {"net": 1, "deep-net": 3}.items():
            recorded.record(dict.fromkeys(range(wrong if limit is None else 9), 2.0), model=model, limit=limit)
    mean, *places = gathered().leaderboard.effects.records
    assert len(places) == 1
    assert abs(mean["adds"]) == pytest.approx(2 / 15)


def test_of_too_many_rows_it_is_not(monkeypatch):
    two_rows()
    monkeypatch.setattr(store, "MOST", 1)
    page = gathered().leaderboard
    assert page.effects is None
    assert page.remarks == [store.MANY]


def test_rows_trained_on_a_part_of_the_images_are_there_and_on_no_front():
    recorded.record({0: 2.0}, limit=None)
    recorded.record({}, limit=15, group_id="f" * 12)
    (table,) = gathered().leaderboard.tables
    assert [line.row.limit for line in table.lines] == [15, None]
    assert [line.row.ranks for line in table.lines] == [None, (1, 1)]
    assert table.fronts["parameters"] == [table.lines[1].key]


def test_an_empty_store_says_so():
    site = gathered()
    assert (site.leaderboard.tables, site.experiments) == ([], [])
    assert site.leaderboard.remarks == ["No results yet. Try: zoo run"]
    assert site.components


def test_nothing_of_tensorflow_or_of_a_person():
    two_rows()
    code = """
import sys
sys.path.append("tests/training")
from tests.site.gather import recorded
from zoo.site.gather import stored
from zoo.store import Store
site = stored(Store.open(create=False), recorded.registry())
print([page.make() for page in [*site.experiments, *site.components]], site.leaderboard, site.source)
print(*({"tensorflow", "keras", "matplotlib"} & sys.modules.keys()))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    *said, modules = done.stdout.splitlines()
    assert modules == ""
    assert not done.stderr
    (run, *_) = Store.open(create=False).runs()
    assert run.host
    for secret in (run.host, str(paths.home()), f"pid={run.pid}"):
        assert secret not in "\n".join(said)
