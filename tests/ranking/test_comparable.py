"""Tests of which rows are compared: those with kept predictions of the same test images, best first."""

from __future__ import annotations

import numpy as np
import pytest

from tests.ranking import fakes
from zoo.ranking.comparable import BEYOND, GONE, OTHER, compared, runs
from zoo.ranking.rows import SeedResult
from zoo.store.predictions import Correct


def row(name, accuracy=0.9, seeds=2, **changes):
    names = tuple(f"{name}{seed}.1" for seed in range(seeds))
    results = tuple(SeedResult(name=run, seed=seed, accuracy=accuracy) for seed, run in enumerate(names))
    return fakes.row(model=name, accuracy=accuracy, runs=results, names=(*names, "lost.1"), **changes)


def kept(*rows, test_set="a" * 16):
    """Returns what the runs of rows got right."""
    return {
        name: Correct.from_dict(fakes.right(row.accuracy, seed, test_set))
        for row in rows
        for seed, name in runs(row).items()
    }


def models(found):
    return [row.model for row in found.rows]


def test_rows_are_compared_seed_by_seed_on_the_same_images():
    good, bad = row("good", 0.9), row("bad", 0.5, seeds=3)
    found = compared([good, bad], stored(kept(good, bad)))
    assert (models(found), found.seeds, found.images) == (["good", "bad"], ((0, 1), (0, 1, 2)), fakes.IMAGES)
    assert found.comparison.difference[0, 1] == pytest.approx(0.4)
    assert found.comparison.ranks == [(1, 1), (2, 2)]
    assert found.left_out == {}


def stored(known, asked=None):
    """Returns a `Store.correct` of what is known."""

    def correct(names):
        wanted = list(names)
        if asked is not None:
            asked.extend(wanted)
        return {name: known[name] for name in wanted if name in known}

    return correct


def test_what_kept_nothing_is_left_out_and_what_kept_some_is_not():
    whole, some, gone = row("whole"), row("some"), row("gone")
    known = kept(whole, some)
    del known["some1.1"]
    found = compared([whole, some, gone], stored(known))
    assert (models(found), found.seeds) == (["whole", "some"], ((0, 1), (0,)))
    assert found.left_out == {gone.names: GONE}


def test_the_images_are_those_that_most_rows_were_tested_on():
    one, *others = rows = [row("one", 0.95), row("two"), row("three")]
    found = compared(rows, stored(kept(one, test_set="b" * 16) | kept(*others)))
    assert models(found) == ["two", "three"]
    assert found.left_out == {one.names: OTHER}
    tied = compared([one, others[0]], stored(kept(one, test_set="b" * 16) | kept(others[0])))
    assert models(tied) == ["one"], "of as many rows, the better ones"


def test_seeds_of_one_row_on_other_images_are_not_compared():
    rows = [row("one"), row("two")]
    other = kept(rows[0], test_set="b" * 16)
    found = compared(rows, stored(kept(*rows) | {"one1.1": other["one1.1"]}))
    assert (models(found), found.seeds) == (["one", "two"], ((0,), (0, 1)))


def test_what_is_beyond_the_first_rows_is_not_read():
    rows, asked = [row(f"m{number}") for number in range(4)], []
    found = compared(rows, stored(kept(*rows), asked), most=2)
    assert models(found) == ["m0", "m1"]
    assert found.left_out == {each.names: BEYOND for each in rows[2:]}
    assert asked == ["m00.1", "m01.1", "m10.1", "m11.1"], "of what has no result neither"


def test_without_an_accuracy_there_is_no_comparison():
    none, some = row("none", None), row("some")
    found = compared([some, none], stored(kept(some)))
    assert (models(found), found.left_out) == (["some"], {})


@pytest.mark.parametrize("rows", [[], [row("gone")], [row("none", None)]])
def test_where_nothing_can_be_compared_there_is_no_comparison(rows):
    found = compared(rows, stored({}))
    assert (found.rows, found.comparison, found.images) == ((), None, 0)


def test_one_row_is_the_first():
    found = compared([row("one")], stored(kept(row("one"))))
    assert found.comparison.ranks == [(1, 1)]
    assert np.isfinite(found.comparison.half_widths).all()
