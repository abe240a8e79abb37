"""The two that are compared: found by their runs' names, or by what tells them apart."""

from __future__ import annotations

import shlex
from dataclasses import replace

import pytest

from tests.ranking import fakes, tested
from zoo.errors import UsageError
from zoo.ranking.sides import sides
from zoo.store import DIVERGED, Store


def find(a, b, defaults=None, limit=None, **shared):
    registry = fakes.registry()
    if defaults:
        registry = replace(registry, catalogue=replace(registry.catalogue, defaults=defaults))
    return sides.find(Store.open(create=False), registry, (a, b), shared, limit=limit)


def made_of(found):
    return [(side.what.dataset, side.what.model, side.what.augmenter) for side in (found.a, found.b)]


@pytest.fixture
def crossed():
    """Two models and two augmenters on dots, one of them on lines too."""
    for model in ("net", "deep-net"):
        for augmenter in ("none", "move"):
            tested.row(0.5, model=model, augmenter=augmenter)
    tested.row(0.5, seeds=1, dataset="lines")


@pytest.mark.parametrize(
    ("a", "b", "shared", "expected"),
    [
        ("net move", "deep-net", {}, [("net", "move"), ("deep-net", "move")]),
        ("net none", "deep-net move", {}, [("net", "none"), ("deep-net", "move")]),
        ("none", "move", {"model": "net"}, [("net", "none"), ("net", "move")]),
        ("net", "deep-net", {"augmenter": "move"}, [("net", "move"), ("deep-net", "move")]),
        ("net:width=8 none", "deep-net", {}, [("net", "none"), ("deep-net", "none")]),
    ],
)
def test_what_is_said_of_one_alone_holds_for_both(crossed, a, b, shared, expected):
    found = find(a, b, **shared)
    assert made_of(found) == [("dots", *each) for each in expected]
    assert sorted(found.a.runs) == sorted(found.b.runs) == [0, 1, 2]
    assert not found.runs


def test_of_what_nothing_is_said_the_default_is_meant(crossed):
    found = find("net", "deep-net", defaults={"augmenter": "move:by=3"})
    assert made_of(found) == [("dots", "net", "move"), ("dots", "deep-net", "move")]


def test_what_is_said_in_full_comes_before_what_has_more_parameters(crossed):
    tested.row(0.5, model="net", augmenter="move:by=9")
    assert made_of(find("none", "move", model="net")) == [("dots", "net", "none"), ("dots", "net", "move")]
    assert made_of(find("move", "move:by=9", model="net")) == [("dots", "net", "move"), ("dots", "net", "move:by=9")]


def test_a_guess_is_refused_with_a_command_for_the_first_choice(crossed):
    with pytest.raises(UsageError, match="2 pairs of rows are 'net' and 'deep-net'") as refused:
        find("net", "deep-net")
    assert set(refused.value.cause.removeprefix("The augmenter may be ").rstrip(".").split(" or ")) == {"none", "move"}
    *words, option, value = shlex.split(refused.value.hint)
    assert words == ["zoo", "compare", "net", "deep-net"]
    assert option == "--aug"
    assert made_of(find("net", "deep-net", augmenter=value))[0] == ("dots", "net", value)


def test_where_alternatives_are_said_the_choice_is_between_runs(crossed):
    with pytest.raises(UsageError, match="2 pairs of rows") as refused:
        find("net", "deep-net", augmenter="none,move")
    found = find(*shlex.split(refused.value.hint)[2:])
    assert found.runs
    assert {found.a.what.model, found.b.what.model} == {"net", "deep-net"}


def test_current_rows_and_those_of_all_images_are_preferred():
    tested.row(0.5)
    tested.row(0.6, code="0")
    tested.row(0.7, model="deep-net")
    tested.row(0.7, model="deep-net", limit=50)
    tested.row(0.7, limit=50)
    found = find("net", "deep-net")
    assert (found.a.stale, found.a.what.limit, found.b.what.limit) == (False, None, None)
    assert find("net", "deep-net", limit=50).b.what.limit == 50


def test_where_there_is_nothing_better_a_stale_row_is_compared():
    tested.row(0.5, code="0")
    tested.row(0.5, model="deep-net")
    assert find("net", "deep-net").a.stale


def test_runs_by_the_beginning_of_their_names():
    first, *_ = tested.row(0.5)
    second, *_ = tested.row(0.6, augmenter="move", seeds=1)
    found = find(first[:-2], second)
    assert found.runs
    assert (found.a.name, found.b.name) == (first, second)
    assert (found.a.runs, found.b.runs) == ({0: first}, {0: second})


def test_a_run_and_the_row_that_is_like_it_but_for_what_is_said():
    first, *_ = tested.row(0.5, augmenter="move")
    tested.row(0.5, model="deep-net")
    tested.row(0.5, model="deep-net", augmenter="move")
    found = find(first, "deep-net")
    assert made_of(found) == [("dots", "net", "move"), ("dots", "deep-net", "move")]
    assert (list(found.a.runs), list(found.b.runs), found.runs) == ([0], [0, 1, 2], False)


def test_only_runs_with_a_result_are_of_a_row():
    tested.row(0.5, seeds=2)
    store = Store.open()
    lease = store.begin(fakes.run(group_id="g", experiment_id="gone", seed=2))
    store.fail(lease, {"message": "no"}, DIVERGED)
    tested.row(0.5, model="deep-net")
    assert sorted(find("net", "deep-net").a.runs) == [0, 1]


@pytest.mark.parametrize(
    ("a", "b", "said"),
    [
        ("nte", "net", "There is no run and no component 'nte'.\nCause: Did you mean net"),
        ("feed.1", "net", "No run is called 'feed.1'."),
        ("net", "far", "Nothing was trained with augmenter far."),
        ("net lines", "deep-net", "Nothing was trained with model net, dataset lines."),
        ("net none", "lines", "Nothing was"),
        ("move", "net", "No row that is 'move' has its like among those that are 'net'."),
        ("net none", "net none", "No row that is"),
    ],
)
def test_what_is_not_there_is_refused(a, b, said):
    for model in ("net", "deep-net"):
        for augmenter in ("none", "move"):
            tested.row(0.5, seeds=1, model=model, augmenter=augmenter)
    with pytest.raises(UsageError) as refused:
        find(a, b)
    assert said in str(refused.value)
    assert refused.value.hint


@pytest.mark.parametrize("limit", [None, 50])
def test_what_differs_in_more_than_was_said_is_named_with_a_command_that_says_it(limit):
    tested.row(0.5, model="net", recipe="quick:epochs=9", limit=limit)
    tested.row(0.5, model="deep-net", recipe="quick:epochs=3", limit=limit)
    with pytest.raises(UsageError, match="has its like") as refused:
        find("net", "deep-net", limit=limit)
    assert "differ in recipe (quick:epochs=9, quick:epochs=3) too" in refused.value.cause
    a, b, *options = shlex.split(refused.value.hint)[2:]
    assert options == ([] if limit is None else ["--train-images", "50"])
    assert made_of(find(a, b, limit=limit)) == [("dots", "net", "none"), ("dots", "deep-net", "none")]


def test_a_run_is_not_compared_with_itself_or_with_its_row():
    first, *_ = tested.row(0.5)
    for a, b in ((first, first), (first, first[:-2])):
        with pytest.raises(UsageError, match=f"compared with itself.*\n.*{first} is in both"):
            find(a, b)
    with pytest.raises(UsageError, match="has its like"):
        find(first, "net")


def test_an_empty_store_says_what_fills_it():
    with pytest.raises(UsageError, match="no results yet") as refused:
        find("net", "deep-net")
    assert refused.value.hint == "zoo run"


def test_titles_tell_apart():
    label = fakes.registry().label
    first, *_ = tested.row(0.5, augmenter="move+turn")
    tested.row(0.5, model="deep-net")
    assert find("net both", "deep-net none").titles(label) == ["net, both", "deep-net, none"]
    other = tested.record(tested.right(0.5, seed=8), augmenter="move+turn", seed=8)
    assert find(first, other).titles(label) == [first, other]
