"""Tests of the checkup: whole where all is well, and each kind of damage by its name."""

from __future__ import annotations

import numpy as np
import pytest

from zoo import paths
from zoo.store import Correct
from zoo.store.maintenance import checkup, folders
from zoo.store.predictions import test_set as set_of
from zoo.training.outputs import write_test, write_weights


def found(store, **options):
    return [(problem.what, problem.where) for problem in checkup.problems(store, **options)]


def test_nothing_is_wrong(store, begin, finish, end):
    finish(begin())
    end(begin("bbbb"))
    begin("cccc")
    assert found(store) == []


def test_an_empty_store(store):
    assert found(store) == []


def test_a_damaged_database_is_all_that_is_said(store, begin, finish, monkeypatch):
    folders.remove(finish(begin()))
    monkeypatch.setattr(store, "damage", lambda: ["row 1 missing from index", "wrong # of entries"])
    assert found(store) == [("database", store.where)] * 2


def test_a_result_without_its_folder(store, begin, finish, end):
    folders.remove(finish(begin()))
    folders.remove(end(begin("bbbb")))  # killed before it had one: nothing is lost
    assert found(store) == found(store, weights=False) == [("no folder", "aaaa.1")]


def test_a_folder_without_its_run(store, begin, finish):
    finish(begin())
    stray = paths.run_folder("bbbb.1")
    stray.mkdir()
    before = paths.runs_folder() / "aaaa.1.before-1"
    before.mkdir()
    assert found(store) == [("no run", str(before)), ("no run", str(stray))]


def test_a_damaged_record_is_named_once_and_all_else_is_looked_at(store, begin, finish):
    finish(begin())
    (finish(begin("bbbb")) / "weights.npz").unlink()
    store._database.write(
        lambda connection: connection.exec_driver_sql("update runs set provenance = '[]' where name = 'aaaa.1'")
    )
    assert [(each.what, each.where) for each in checkup.problems(store)] == [
        ("record", "aaaa.1"),
        ("weights", "bbbb.1"),
    ]


def test_weights_that_are_gone(store, begin, finish):
    (finish(begin()) / "weights.npz").unlink()
    assert found(store) == [("weights", "aaaa.1")]
    assert found(store, weights=False) == []


def test_other_weights(store, begin, finish):
    folder = finish(begin())
    arrays = [np.arange(6, dtype=np.float32).reshape(2, 3), np.full(3, 1e-30, np.float32)]
    write_weights(folder / "weights.npz", arrays)
    (problem,) = checkup.problems(store)
    assert (problem.what, problem.where) == ("weights", "aaaa.1")
    assert "other weights" in problem.detail


def test_predictions(store, begin, finish):
    lease = begin(data="da7a")
    labels, predicted = np.array([0, 1, 2]), np.array([0, 1, 1])
    folder = finish(lease, correct=Correct.of(set_of("dots", "da7a", {}, labels), labels == predicted))
    kept = folder / "test.npz"
    assert found(store) == [("predictions", lease.name)]
    write_test(kept, np.eye(3)[predicted], labels)
    assert found(store) == []
    for logits, truth in ((np.eye(3), labels), (np.eye(3)[predicted], np.array([0, 1, 0]))):
        write_test(kept, logits, truth)
        (problem,) = checkup.problems(store)
        assert (problem.what, problem.detail) == ("predictions", f"{kept} has other predictions than were recorded.")
    kept.write_bytes(b"no archive")
    assert found(store) == [("predictions", lease.name)]
    assert found(store, weights=False) == []


@pytest.mark.parametrize("position", range(0, 520, 40))
def test_a_changed_byte_is_found_wherever_it_matters(store, begin, finish, position):
    """Some bytes of an archive say nothing, as times do; whatever else a byte does, it ends as a problem."""
    path = finish(begin()) / "weights.npz"
    content = bytearray(path.read_bytes())
    content[position] ^= 0xFF
    path.write_bytes(content)
    problems = list(checkup.problems(store))
    assert all(problem.what == "weights" for problem in problems)
    if not problems:
        with np.load(path) as stored:
            assert [stored[name].sum() for name in sorted(stored.files)] == [15, 0]


def test_half_a_file_of_weights(store, begin, finish):
    path = finish(begin()) / "weights.npz"
    path.write_bytes(path.read_bytes()[:100])
    (problem,) = checkup.problems(store)
    assert "cannot be read" in problem.detail


def test_runs_before_their_weights_were_hashed_are_not_blamed(store, begin):
    store.finish(begin(), {"test_accuracy": 0.9})
    assert found(store) == []


def test_what_is_removed_meanwhile_is_no_problem(store, begin, finish):
    def removed_first(names):
        for name in names:
            folders.remove(paths.run_folder(name))
            store.remove(name, lambda: None)
            yield name

    finish(begin())
    assert list(checkup.problems(store, track=removed_first)) == []
