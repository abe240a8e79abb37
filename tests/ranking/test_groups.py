"""Tests of rows that the database grouped: they are the rows that a plain loop over all runs makes."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from dataclasses import asdict, replace

import pytest
import sqlalchemy as sa
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.ranking import fakes
from zoo.experiments.staleness import Current
from zoo.ranking import groups
from zoo.ranking.board import arrange
from zoo.ranking.counted import SHOWN, SORTED_BY
from zoo.ranking.ranking import Ranking
from zoo.store import DIVERGED, DONE, FAILED, RUNNING, Store, rows
from zoo.store.records import now
from zoo.store.schema import runs as table

GROUPS = {
    "g": {"dataset": "dots", "model": "net"},
    "h": {"dataset": "dots", "model": "deep-net", "limit": 100},
    "i": {"dataset": "lines", "model": "gone", "augmenter": "move+turn"},
}
CODES = {model: (None, fakes.run(model=model).code) for model in ("net", "deep-net")}
"""The code that makes nothing stale; of a model that is not installed any code is."""

RUNS = st.lists(
    st.fixed_dictionaries(
        {
            "group_id": st.sampled_from(sorted(GROUPS)),
            "seed": st.integers(0, 2),
            "code": st.sampled_from(["0", None, *(code for _, code in CODES.values())]),
            "data": st.sampled_from(["d1", "d2", None]),
            "protocol": st.sampled_from([1, 0]),
            "status": st.sampled_from([DONE, DONE, DONE, FAILED, DIVERGED, RUNNING]),
            "test_accuracy": st.none() | st.sampled_from([0.1, 0.2, 0.3]) | st.floats(0, 1),
            "train_seconds": st.none() | st.floats(0, 10),
            "epochs": st.none() | st.integers(1, 9),
        }
    ),
    max_size=24,
)


def plain_run(seed, code, status=DONE):
    known = {"group_id": "g", "data": "d1", "protocol": 1, "status": status}
    return {**known, "seed": seed, "code": code, "test_accuracy": 0.1, "train_seconds": None, "epochs": None}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return Store.open(f"sqlite:///{tmp_path_factory.mktemp('groups') / 'zoo.db'}")


def fill(store, given):
    """Puts runs into the store, oldest first, in place of those that it has."""

    def work(connection):
        connection.execute(sa.delete(table))
        for number, changes in enumerate(given):
            own = {"name": f"{number}.1", "experiment_id": str(number), "started": now()}
            columns = asdict(fakes.run(**GROUPS[changes["group_id"]], **{"code": None, **changes}, **own))
            measured = columns.pop("metrics")
            connection.execute(sa.insert(table).values(attempt=1, **columns))
            rows.measure(connection, own["name"], {**measured, "test_accuracy": columns["test_accuracy"]})

    store._database.write(work)


def board(store, **chosen):
    current = Current(fakes.registry(), {"dots": "d1"})
    summaries = groups.summarize(store.finished(SORTED_BY), current)
    read = lambda names: store.finished(SHOWN, names=names)  # noqa: E731
    return groups.complete(arrange(summaries, **chosen), read, current, fakes.registry().label)


def counted(given):
    """The runs that count, by row: of each group and seed the latest that is current, else the latest; and a result
    before an end without one, be it the latest."""

    def stale(run):
        known = GROUPS[run["group_id"]]
        other_data = known["dataset"] == "dots" and run["data"] == "d2"
        return (
            run["protocol"] != 1
            or other_data
            or (known["model"] != "gone" and run["code"] not in CODES[known["model"]])
        )

    chosen = {}
    for number, run in enumerate(given):
        if run["status"] != RUNNING:
            chosen.setdefault((run["group_id"], run["seed"]), []).append(
                (not stale(run), run["status"] == DONE, number)
            )
    rows, others = {}, []
    for current, done, number in map(max, chosen.values()):
        run = given[number]
        key = (run["group_id"], run["code"], run["data"], run["protocol"], current)
        if done:
            rows.setdefault(key, ({}, []))[0][run["seed"]] = number
        else:
            others.append((key, run))
    for key, run in others:
        fits = [
            row for row in rows if rows[row][0] and all(a in (b, None) for a, b in zip(key[:4], row[:4], strict=True))
        ]
        rows.setdefault(max(fits, key=lambda row: row[-1], default=key), ({}, []))[1].append(run["status"])
    return {key: row for key, row in rows.items() if row[0] or (key[-1] and DIVERGED in row[1])}


def mean(values):
    return None if None in values or not values else math.fsum(values) / len(values)


@settings(deadline=None, max_examples=60)
@given(RUNS)
@example([plain_run(1, None), plain_run(0, None), plain_run(1, "0")])
@example([plain_run(1, None, status=DIVERGED), plain_run(0, "0", status=FAILED)])
def test_rows_are_those_of_a_plain_loop(store, given):
    fill(store, given)
    expected = counted(given)
    found = board(store, limited=True).rows
    means = {key: mean([given[n]["test_accuracy"] for n in seeds.values()]) for key, (seeds, _) in expected.items()}

    def plain(key, seeds, endings):
        seconds = [s for n in seeds.values() if (s := given[n]["train_seconds"]) is not None]
        runs = [(seed, f"{number}.1", given[number]["test_accuracy"]) for seed, number in sorted(seeds.items())]
        return key[0], key[-1], means[key], mean(seconds), runs, dict(Counter(endings))

    rows = [
        (
            r.group_id,
            not r.stale,
            r.accuracy,
            r.train_seconds,
            [(x.seed, x.name, x.accuracy) for x in r.runs],
            r.endings,
        )
        for r in found
    ]
    assert sorted(rows, key=repr) == sorted((plain(key, *row) for key, row in expected.items()), key=repr)


def test_a_whole_row_stands_where_its_summary_did(store):
    fill(store, [{"group_id": "g", "seed": 0}])
    stands = {"ranks": (2, 3), "unranked": "predictions of 1 of 2 seeds", "half_width": 0.1, "pooled": True}
    (row,) = board(store, rank=lambda rows: (Ranking(dataset="dots"), lambda row: replace(row, **stands))).rows
    assert {name: getattr(row, name) for name in stands} == stands


def test_a_board_of_whole_rows_is_the_board_of_summaries(store):
    fill(store, [{"group_id": g, "seed": 0} for g in "ghi"])
    ranking = Ranking(dataset="dots", compared=1)
    whole = board(store, top=1, interval="seeds", rank=lambda rows: (ranking, lambda row: row))
    assert (whole.hidden, whole.cut, whole.longest, whole.interval) == (1, 0, 1, "seeds")
    assert whole.rankings == (ranking, ranking)


def test_names_are_first_those_of_the_results(store):
    ends = [(0, DIVERGED), (1, DONE), (2, FAILED), (3, DONE)]
    fill(store, [{"group_id": "g", "seed": seed, "status": status} for seed, status in ends])
    (row,) = board(store).rows
    assert (row.seeds, row.names) == ((1, 3), ("1.1", "3.1", "0.1", "2.1"))


def test_labels_and_marks_are_those_of_whole_rows(store):
    fill(store, [{"group_id": "i", "seed": 0, "data": "as-is:x"}])
    (row,) = board(store).rows
    assert row.label("augmenter") == "both"
    assert row.missing == ("model gone",)
    assert row.as_is


def test_many_rows_are_made_in_parts(store, monkeypatch):
    monkeypatch.setattr(groups, "CHUNK", 2)
    given = [{"group_id": g, "seed": s, "protocol": p} for g, s, p in itertools.product("gh", range(2), range(2, 5))]
    fill(store, given)
    whole = board(store, limited=True).rows
    monkeypatch.undo()
    assert whole == board(store, limited=True).rows
    assert [row.seeds for row in whole] == [(0, 1), (0, 1)]


def test_what_is_not_shown_is_not_read(store, monkeypatch):
    fill(store, [{"group_id": "g", "seed": 0, "code": code} for code in ("0", "1")] + [{"group_id": "g", "seed": 1}])
    asked = []
    read = Store.finished
    noting = lambda self, metrics, names=None: asked.append(names) or read(self, metrics, names=names)  # noqa: E731
    monkeypatch.setattr(Store, "finished", noting)
    shown = board(store, top=1)
    assert asked == [None, [run.name for run in shown.rows[0].runs]]
    assert (len(shown.rows), shown.cut, shown.longest) == (1, 1, 2)


@pytest.mark.parametrize(("kept", "reads"), [(500, 1), (1, 2), (0, 2)])
def test_few_rows_are_read_once(store, monkeypatch, kept, reads):
    fill(store, [{"group_id": group, "seed": seed} for group in "ghi" for seed in range(2)])
    expected = board(store, limited=True).rows
    monkeypatch.setattr(groups, "KEPT", kept)
    asked, read = [], Store.finished
    noting = lambda self, metrics, names=None: asked.append(names) or read(self, metrics, names=names)  # noqa: E731
    monkeypatch.setattr(Store, "finished", noting)
    summaries, complete = groups.recorded(store, fakes.registry())
    assert complete(arrange(summaries, limited=True)).rows == expected
    assert len(asked) == reads
