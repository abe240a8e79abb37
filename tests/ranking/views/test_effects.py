"""What an augmenter, a model or a recipe adds: in which combinations, against what, how sure it is, and where not."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tests.ranking import fakes
from zoo.ranking.inference.comparison import compare
from zoo.ranking.rows import SeedResult
from zoo.ranking.views.effects import effects
from zoo.store.predictions import Correct

IMAGES = 400
DEFAULTS = {"augmenter": "none", "recipe": "quick"}


class Board:
    """Rows with what their runs get right."""

    def __init__(self):
        self.rows, self.correct = [], {}

    def add(self, share, seeds=3, test_set="0123456789abcdef", kept=True, **changes):
        group = f"g{len(self.rows)}"
        runs = tuple(SeedResult(name=f"{group}.{seed}", seed=seed, accuracy=share) for seed in range(seeds))
        names = tuple(run.name for run in runs)
        row = fakes.row(**{"group_id": group, "runs": runs, "names": names, "accuracy": share, **changes})
        self.rows.append(row)
        difficulty = np.random.default_rng(int(test_set, 16)).random(IMAGES)
        for run in runs if kept else ():
            rng = np.random.default_rng([run.seed, len(self.rows)])
            right = difficulty + rng.normal(0, 0.05, IMAGES) + rng.normal(0, 0.003) < share
            self.correct[run.name] = Correct.of(test_set, right)
        return row

    def effects(self, defaults=DEFAULTS):
        return effects(self.rows, self.correct, defaults)

    def only(self, kind, defaults=DEFAULTS):
        return [effect for effect in self.effects(defaults).effects if effect.kind == kind]

    def bits(self, row):
        return {seed: self.correct[name].bits for seed, name in zip(row.seeds, row.names, strict=True)}


@pytest.fixture
def board():
    """Two augmenters beside none, on two models: `move` adds 10 points to both, `turn` to one what it takes from the
    other."""
    made = Board()
    for model, turned in (("net", 0.8), ("deep-net", 0.4)):
        made.add(0.6, model=model)
        made.add(0.7, model=model, augmenter="move")
        made.add(turned, model=model, augmenter="turn")
    return made


def test_the_mean_over_all_combinations(board):
    move, turn = board.only("augmenter")
    assert [(each.of, each.base, each.default, len(each.places)) for each in (move, turn)] == [
        ("move", "none", True, 2),
        ("turn", "none", True, 2),
    ]
    assert move.difference == pytest.approx(0.1, abs=0.03)
    assert move.difference - move.half_width > 0
    assert turn.difference == pytest.approx(0, abs=0.03)


def test_a_combination_is_what_the_board_says_of_its_two_rows(board):
    move, _ = board.only("augmenter")
    known = compare([board.bits(row) for row in board.rows], IMAGES)
    numbers = {(row.model, row.augmenter): number for number, row in enumerate(board.rows)}
    for place in move.places:
        a, b = (numbers[place.row.model, augmenter] for augmenter in ("move", "none"))
        assert place.difference == pytest.approx(known.difference[a, b])
        assert place.half_width == pytest.approx(known.half_width[a, b])
    assert move.difference == pytest.approx(np.mean([place.difference for place in move.places]))


def test_where_it_adds_something_else_is_found_and_only_there(board):
    move, turn = board.only("augmenter")
    assert [place.differs for place in move.places] == [False, False]
    assert [(place.row.model, place.differs) for place in turn.places] == [("net", True), ("deep-net", True)]
    assert turn.places[0].difference > 0.1 > -0.1 > turn.places[1].difference


def test_one_of_many_that_is_not_like_the_others():
    made = Board()
    for number, share in enumerate((0.7, 0.7, 0.7, 0.7, 0.5)):
        made.add(0.6, model=f"net:width={number}")
        made.add(share, model=f"net:width={number}", augmenter="move")
    (move,) = made.only("augmenter")
    assert [place.row.model for place in move.places if place.differs] == ["net:width=4"]


def test_only_combinations_that_exist_on_both_sides_count(board):
    board.add(0.99, model="net", augmenter="move", recipe="slow")
    board.add(0.01, model="wide-net", augmenter="none")
    board.add(0.99, model="net", augmenter="move", validation=None)
    board.add(0.99, model="net", augmenter="move", limit=100)
    move, _ = board.only("augmenter")
    assert len(move.places) == 2
    assert move.difference == pytest.approx(0.1, abs=0.03)


def test_of_other_batch_sizes_recipes_alone_are_compared():
    made = Board()
    made.add(0.6)
    made.add(0.7, recipe="slow", batch_size=8)
    made.add(0.7, augmenter="move", batch_size=8)
    assert [effect.of for effect in made.effects().effects] == ["slow"]


def test_without_a_default_it_is_against_what_was_combined_with_most_others(board):
    board.add(0.5, model="wide-net")
    board.add(0.5, model="wide-net", augmenter="far")
    models = board.only("model")
    assert {(each.of, each.base, each.default) for each in models} == {
        ("net", "deep-net", False),
        ("wide-net", "deep-net", False),
    }
    assert [len(each.places) for each in models if each.of == "wide-net"] == [1]


def test_of_equals_the_default_with_other_parameters_is_the_base():
    made = Board()
    for recipe in ("a-first", "quick:epochs=2"):
        made.add(0.6, recipe=recipe)
    assert [(each.of, each.base, each.default) for each in made.only("recipe")] == [
        ("a-first", "quick:epochs=2", False)
    ]


def test_what_has_nothing_in_common_is_named_and_what_is_not_kept_is_counted(board):
    board.add(0.9, model="lonely-net", augmenter="far")
    board.add(0.9, model="net", augmenter="far", kept=False)
    found = board.effects()
    assert found.alone == {"none": ["far"], "deep-net": ["lonely-net"]}
    assert found.without == 1


def test_stale_rows_and_those_without_a_result_have_no_part(board):
    board.add(0.9, augmenter="far", stale=("other code",))
    board.add(0.9, augmenter="far", accuracy=None)
    found = board.effects()
    assert found.without == 0
    assert "far" not in {effect.of for effect in found.effects}


def test_other_test_images_are_never_compared():
    made = Board()
    made.add(0.6)
    made.add(0.7, augmenter="move", test_set="fedcba9876543210")
    assert made.effects().effects == []


def test_datasets_are_means_of_what_they_say_by_themselves():
    made, alone = Board(), {}
    for dataset, test_set, gain in (("dots", "1" * 16, 0.1), ("lines", "2" * 16, 0.3)):
        for augmenter, share in (("none", 0.5), ("move", 0.5 + gain)):
            made.add(share, dataset=dataset, test_set=test_set, augmenter=augmenter)
    (move,) = made.only("augmenter")
    alone = {place.row.dataset: place for place in move.places}
    assert move.difference == pytest.approx((alone["dots"].difference + alone["lines"].difference) / 2)
    assert move.half_width == pytest.approx(math.hypot(*(place.half_width for place in alone.values())) / 2, rel=0.01)
    assert all(place.differs for place in move.places)


def test_one_seed_each_claims_nothing_unless_other_rows_tell_how_seeds_vary():
    made = Board()
    made.add(0.6, seeds=1)
    made.add(0.8, seeds=1, augmenter="move")
    (move,) = made.only("augmenter")
    assert (move.half_width, move.p) == (None, 1)
    made.add(0.5, seeds=4, model="deep-net")
    (move,) = made.only("augmenter")
    assert move.pooled
    assert move.half_width > 0


def test_one_thing_alone_has_no_effect():
    made = Board()
    made.add(0.6)
    assert made.effects().effects == []
    assert effects([], {}, {}).effects == []
