"""Tests of what is kept of predictions: which test images a run got right, how it is written, read and brought over."""

from __future__ import annotations

import json

import numpy as np
import pytest

from tests.store.places import KINDS, OF_A_FILE, POSTGRES, SQLITE
from zoo import paths
from zoo.store import Correct, Store
from zoo.store.predictions import test_set as set_of

LABELS = np.array([0, 1, 2, 0, 1, 2, 0, 1, 2, 0])
PREDICTED = np.array([0, 1, 2, 0, 1, 2, 0, 1, 0, 1])
MADE_WITH = {"components": {"dataset:dots": {"sources": {"dots": "c0de"}}, "model:net": {"sources": {"net": "1"}}}}
RIGHT = Correct.of(set_of("dots", "da7a", MADE_WITH, LABELS), LABELS == PREDICTED)
RESULT = {"test_accuracy": 0.8, "data": "da7a"}


@pytest.fixture
def finish(store, record):
    """Returns a function that records a run with what it got right, and returns its name."""

    def finish(correct=RIGHT, **changes):
        lease = store.begin(record(provenance=MADE_WITH, **changes))
        store.finish(lease, {**RESULT, "correct": correct and correct.to_dict()})
        return lease.name

    return finish


def test_what_a_worker_reports_is_read_again(store, finish):
    name, other, nothing = finish(), finish(Correct.of("0" * 16, LABELS > 0), seed=1), finish(None, seed=2)
    assert store.damaged_runs() == [], "one that is not of the run's accuracy is not written"
    found = store.correct([name, other, nothing, "nobody.1"])
    assert found[name] == RIGHT
    assert np.unpackbits(np.frombuffer(RIGHT.bits, np.uint8), count=10).tolist() == (LABELS == PREDICTED).tolist()
    assert found.keys() == {name}, "one is of another accuracy than the run; of one nothing was reported"
    assert "correct" not in store.run(name).result, "it would be read with every result"


def test_a_store_that_is_not_there_has_none(tmp_path):
    assert Store.open(f"sqlite:///{tmp_path / 'none.db'}", create=False).correct(["a.1"]) == {}


def test_more_runs_than_a_query_takes_names(store, finish):
    name = finish()
    assert store.correct([name, *(f"nobody.{number}" for number in range(40_000))]) == {name: RIGHT}


@pytest.mark.parametrize(
    "said",
    [
        None,
        "x",
        [],
        {},
        RIGHT.to_dict() | {"bits": "?"},
        RIGHT.to_dict() | {"bits": 7},
        RIGHT.to_dict() | {"images": 17},
        RIGHT.to_dict() | {"images": 0},
        RIGHT.to_dict() | {"bits": "/yA="},
        RIGHT.to_dict() | {"images": True},
        RIGHT.to_dict() | {"test_set": "X"},
        RIGHT.to_dict() | {"test_set": None},
    ],
)
def test_what_is_none_is_not_kept(said):
    assert Correct.from_dict(said) is None


def test_it_crosses_processes_as_json():
    assert Correct.from_dict(json.loads(json.dumps(RIGHT.to_dict()))) == RIGHT
    assert RIGHT.accuracy == 0.8


def test_what_stands_for_the_test_images():
    def named(dataset="dots", data="da7a", made_with=MADE_WITH, labels=LABELS):
        return set_of(dataset, data, made_with, labels)

    assert named() == named(labels=LABELS.astype(np.uint8)) == RIGHT.test_set
    assert named("dots:path=/old") == named("dots:path=/new"), "the data moved"
    other = {"components": {"dataset:dots": {"sources": {"dots": "2"}}}}
    trained = {"components": {**MADE_WITH["components"], "model:net": {"sources": {"net": "2"}}}}
    assert named(made_with=trained) == named(), "it does not depend on what was trained"
    differing = [
        named("lines"),
        named("dots:size=3"),
        named(data="x"),
        named(made_with=other),
        named(labels=LABELS[:9]),
    ]
    differing.append(named(labels=LABELS[::-1]))
    assert len({named(), *differing}) == 7


@pytest.mark.parametrize(
    ("url", "change"),
    [
        *((kind, change) for kind in KINDS for change in ("test_set = 'x'", "images = 30", "correct = 'x'")),
        *((SQLITE, change) for change in ("images = 'x'", "correct = x''", "correct = x'ffc0'")),
        *((POSTGRES, change) for change in ("correct = ''", r"correct = '\xffc0'")),
    ],
    indirect=["url"],
)
def test_damaged_ones_are_named_and_left_out(store, finish, url, outside, change):
    damaged, sound, told = finish(), finish(seed=1), []
    outside(f"update predictions set {change} where run = 1")
    store = Store.open(url, tell=told.append)
    assert store.correct([damaged, sound]) == store.correct([damaged, sound]) == {sound: RIGHT}
    assert len(told) == 1
    assert told[0].startswith(f"Run {damaged} is damaged, and left out: its predictions ")
    assert len(store.runs()) == 2, "what is known besides is read"
    assert [damage.run for damage in store.damaged_runs()] == [damaged]


def test_a_damaged_run_is_named_once(store, finish, outside):
    name = finish()
    outside("update predictions set images = 30", "update runs set started = 'x'")
    assert [(damage.run, damage.what) for damage in store.damaged_runs()] == [(name, "its started is 'x'")]


def test_removing_a_run_removes_them(store, finish, outside):
    store.remove(finish(), lambda: None)
    assert outside("select count(*) from predictions") == [(0,)]


@OF_A_FILE
def test_what_somebody_left_behind_is_no_other_runs(store, finish, outside):
    """A number is given again where the last run was removed from outside, as by sqlite3, which keeps no references."""
    outside("insert into predictions values (1, 'x', 1, x'80')")
    assert store.correct([finish()]) == {"aaaaaaaaaaaa.1": RIGHT}


@pytest.fixture
def before(store, finish, outside, url):
    """Returns a function that makes the store one of version 4 again, and opens it."""

    def opened():
        outside("drop table predictions", "update schema_version set version = 4")
        return Store.open(url)

    return opened


def _write(name, **arrays):
    folder = paths.run_folder(name)
    folder.mkdir(parents=True)
    np.savez(folder / "test.npz", logits=np.zeros((10, 3), np.float16), **arrays)


def test_an_upgrade_fills_in_what_the_folders_say(finish, before, capsys):
    whole, gone, broken, other, strange = (finish(seed=seed) for seed in range(5))
    _write(whole, labels=LABELS, predictions=PREDICTED)
    _write(broken, labels=LABELS)
    _write(other, labels=LABELS, predictions=LABELS)
    paths.run_folder(strange).mkdir()
    (paths.run_folder(strange) / "test.npz").write_bytes(b"no archive")
    found = before().correct([whole, gone, broken, other, strange])
    assert "which test images 4 earlier runs got right is read" in capsys.readouterr().err, "it may take a while"
    assert found == {whole: RIGHT}, "as a worker would report it; one has another accuracy than was recorded"


def test_an_upgrade_takes_no_notice_of_damaged_rows(finish, before, outside):
    damaged, strange, sound = (finish(seed=seed) for seed in range(3))
    for name in (damaged, strange, sound):
        _write(name, labels=LABELS, predictions=PREDICTED)
    outside(f"update runs set provenance = '\"x\"' where name = '{damaged}'")
    outside(f"update runs set name = '../x' where name = '{strange}'")
    assert before().correct([damaged, strange, sound]) == {sound: RIGHT}
