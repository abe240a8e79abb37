"""What is kept of two sides is compared, or the refusal says why it is not."""

from __future__ import annotations

import shutil

import pytest

from tests.ranking import fakes, tested
from zoo import paths
from zoo.errors import UsageError
from zoo.ranking.sides import kept, sides
from zoo.store import DIVERGED, Store


def compared(a="none", b="move"):
    store = Store.open(create=False)
    return kept.compare(store, sides.find(store, fakes.registry(), (a, b), {}))


def test_rows_with_classes_out_of_a_folder():
    first, *_ = tested.row(0.8)
    tested.row(0.5, augmenter="move")
    found = compared()
    assert found.told_apart
    assert [each.name for each in found.classes] == list(tested.CLASSES)
    shutil.rmtree(paths.run_folder(first))
    assert compared().classes == found.classes, "another folder has the labels"


def test_without_folders_all_but_the_classes_is_known():
    tested.row(0.8, folder=False)
    tested.row(0.5, augmenter="move", folder=False)
    assert compared().told_apart
    assert compared().classes == ()


def test_a_damaged_folder_is_one_that_is_gone():
    for name in (*tested.row(0.8, seeds=1), *tested.row(0.5, seeds=1, augmenter="move")):
        (paths.run_folder(name) / "test.npz").write_bytes(b"PK no archive")
    assert compared().classes == ()


def test_other_rows_of_the_dataset_tell_how_seeds_vary():
    tested.row(0.8, seeds=1)
    tested.row(0.5, seeds=1, augmenter="move")
    assert compared().half_width is None
    tested.row(0.6, model="deep-net", test_set="fedcba9876543210")
    tested.row(0.6, model="deep-net", dataset="lines")
    assert compared("net none", "net move").half_width is None, "of other images nobody asks"
    tested.row(0.6, model="deep-net", augmenter="turn")
    assert compared("net none", "net move").pooled


def test_a_row_some_of_whose_runs_nothing_is_kept_of():
    tested.row(0.8)
    tested.record(None, seed=3)
    tested.row(0.5, augmenter="move", seeds=4)
    found = compared()
    assert (found.runs_a, found.runs_b) == (3, 4)


@pytest.mark.parametrize("of", ["a", "b"])
def test_no_kept_predictions_no_claim(of):
    tested.row(0.8, augmenter="none" if of == "b" else "move")
    tested.record(None, augmenter="move" if of == "b" else "none")
    with pytest.raises(UsageError, match="Nobody knows which test images") as refused:
        compared()
    assert refused.value.hint.endswith(" --seed 0 --validation 0.1 --force")


def test_other_test_images_are_never_compared():
    first, *_ = tested.row(0.8)
    other = tested.record(tested.right(0.5, 60), augmenter="move", test_set="fedcba9876543210")
    for a, b in (("none", "move"), (first, other)):
        with pytest.raises(UsageError, match="tested on other images") as refused:
            compared(a, b)
        assert "A on 90 of dots and B on 60 of dots" in refused.value.cause


def test_the_same_number_of_other_images_is_refused_too():
    tested.row(0.8)
    tested.row(0.5, augmenter="move", test_set="fedcba9876543210")
    with pytest.raises(UsageError, match="tested on other images"):
        compared()


def test_a_run_without_a_result_is_refused():
    first, *_ = tested.row(0.8)
    store = Store.open()
    lease = store.begin(fakes.run(experiment_id="bad", group_id="bad"))
    store.fail(lease, {"message": "no"}, DIVERGED)
    with pytest.raises(UsageError, match=f"{lease.name} has no result") as refused:
        compared(first, lease.name)
    assert refused.value.cause == "It is diverged."
    assert refused.value.hint == f"zoo show {lease.name}"
