"""Tests of what a row counts: one run per seed, the latest that is current; nothing averaged across code or data."""

from __future__ import annotations

import pytest

from tests.ranking import fakes
from zoo.ranking import columns
from zoo.store import DIVERGED, FAILED


def build(*records, **data):
    """Builds rows from runs given newest first."""
    return fakes.rows(*records, current=fakes.current(**data))


def test_a_row_is_a_group_of_seeds():
    (row,) = build(*(fakes.run(name=f"n{seed}", seed=seed, test_accuracy=0.8 + seed / 10) for seed in (1, 0)))
    assert row.seeds == (0, 1)
    assert row.accuracy == pytest.approx(0.85)
    assert row.seed_half_width == pytest.approx(12.7062 * 0.05, rel=1e-5)
    assert [(run.name, run.accuracy) for run in row.runs] == [("n0", 0.8), ("n1", 0.9)]


def test_epochs_are_those_that_were_trained():
    (row,) = build(*(fakes.run(seed=seed, epochs=epochs) for seed, epochs in enumerate((8, 10, 13))))
    assert row.epochs == 10
    (row,) = build(fakes.run(seed=0, epochs=8), fakes.run(seed=1, epochs=None))
    assert row.epochs is None


def test_groups_are_rows_of_their_own():
    assert len(build(fakes.run(group_id="g"), fakes.run(group_id="h"))) == 2


def test_of_one_seed_the_latest_counts():
    (row,) = build(fakes.run(name="new", test_accuracy=0.7), fakes.run(name="old", test_accuracy=0.9))
    assert [run.name for run in row.runs] == ["new"]
    assert row.accuracy == 0.7


def test_stale_runs_are_never_averaged_with_current_ones():
    now, old = build(fakes.run(seed=0, test_accuracy=0.5), fakes.run(seed=1, test_accuracy=0.9, code="0"))
    assert (now.accuracy, now.stale) == (0.5, ())
    assert (old.accuracy, old.stale) == (0.9, ("the code of its components changed",))


def test_a_current_run_takes_the_place_of_a_later_stale_one():
    # The code went there and back again.
    (row,) = build(fakes.run(name="stale", code="0"), fakes.run(name="current"))
    assert [run.name for run in row.runs] == ["current"]
    assert not row.stale


def test_stale_runs_of_different_ages_are_apart():
    found = build(fakes.run(seed=0, code="0"), fakes.run(seed=1, code="1"), fakes.run(seed=2, data="d0"), dots="d1")
    assert [row.seeds for row in found] == [(0,), (1,), (2,)]
    assert all(row.stale for row in found)


def test_a_seed_without_accuracy_leaves_the_row_without():
    (row,) = build(fakes.run(seed=0), fakes.run(seed=1, test_accuracy=None))
    assert row.accuracy is None
    assert row.seed_half_width is None
    assert len(row.runs) == 2


def test_test_time_augmentation_is_averaged_beside_the_plain_accuracy():
    augmented = [0.91, 0.93]
    runs = [fakes.run(seed=seed, tta_accuracy=accuracy) for seed, accuracy in enumerate(augmented)]
    (row,) = build(*runs)
    assert (row.accuracy, row.tta_accuracy) == (0.9, pytest.approx(0.92))
    assert row.tta_half_width == pytest.approx(12.7062 * 0.01, rel=1e-5)
    assert [run.tta_accuracy for run in row.runs] == augmented
    (row,) = build(*runs, fakes.run(seed=2))
    assert (row.tta_accuracy, row.tta_half_width) == (None, None)


def test_training_time_is_the_mean_of_what_is_known():
    runs = [fakes.run(seed=seed, train_seconds=seconds) for seed, seconds in enumerate([10.0, None, 20.0])]
    assert build(*runs)[0].train_seconds == 15
    assert build(fakes.run(train_seconds=None))[0].train_seconds is None


def test_presets_are_shown_by_their_name():
    (row,) = build(fakes.run(augmenter="move+turn"))
    assert row.label("augmenter") == "both"
    assert row.augmenter == "move+turn"
    assert row.label("model") == "net"


def test_what_is_not_installed_and_what_is_as_is_are_marked():
    (row,) = build(fakes.run(model="gone:width=3", data="as-is:abc", code="0"))
    assert row.missing == ("model gone",)
    assert row.as_is
    assert not row.stale


def without_result(seed, status=DIVERGED, **changes):
    return fakes.run(
        **{"name": f"w{seed}", "seed": seed, "status": status, "test_accuracy": None, "data": None, **changes}
    )


def test_seeds_that_diverged_or_failed_are_counted_and_not_averaged():
    ended = [without_result(2), without_result(3), without_result(4, FAILED, code=None)]
    (row,) = build(*ended, fakes.run(seed=0, test_accuracy=0.8), fakes.run(seed=1, test_accuracy=0.9))
    assert (row.accuracy, row.seeds) == (pytest.approx(0.85), (0, 1))
    assert row.endings == {"diverged": 2, "failed": 1}
    assert columns.note(row) == "2 of 5 diverged, 1 of 5 failed"


def test_where_all_seeds_diverged_there_is_a_row_without_an_accuracy():
    (row,) = build(without_result(0), without_result(1, FAILED))
    assert (row.accuracy, row.runs, row.endings) == (None, (), {"diverged": 1, "failed": 1})
    assert build(without_result(0, FAILED)) == [], "what only failed says nothing of the combination"
    assert build(without_result(0, code="0")) == [], "what diverged with other code neither"


def test_a_result_takes_the_place_of_an_end_without_one():
    (row,) = build(fakes.run(seed=0), without_result(0))
    assert (row.accuracy, row.endings) == (0.9, {})
    (row,) = build(without_result(0, FAILED), fakes.run(seed=0))
    assert (row.accuracy, row.endings) == (0.9, {}), "also an earlier result: it is there"
    assert [(row.accuracy, row.endings) for row in build(without_result(0), fakes.run(seed=0, code="0"))] == [
        (None, {"diverged": 1})
    ], "not one of other code"


def test_what_ended_without_a_result_belongs_to_the_row_of_its_code():
    old, now = fakes.run(seed=0, code="0"), fakes.run(seed=1)
    rows = build(now, old, without_result(2, code="0"), without_result(3))
    assert {bool(row.stale): row.endings for row in rows} == {False: {"diverged": 1}, True: {"diverged": 1}}
