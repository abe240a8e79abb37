"""The experiments that the options of `zoo run` ask for."""

from __future__ import annotations

import pytest

from tests.execution import fake_registry
from zoo.cli import run, run_options


def compose(**given):
    options = [parameter.name for parameter in run.command.params[:10]]
    return run_options.compose(fake_registry.registry(), **{**dict.fromkeys(options), **given})


@pytest.mark.parametrize(
    ("given", "seeds"),
    [({}, [0]), ({"seeds": 3}, [0, 1, 2]), ({"seed": (4,)}, [4]), ({"seed": (4, 2, 4)}, [4, 2])],
)
def test_seeds(given, seeds):
    assert [e.seed for e in compose(dataset="images", model="good", **given)] == seeds


@pytest.mark.parametrize(("typed", "value"), [(None, 0.1), ("none", None), ("0.25", 0.25)])
def test_validation(typed, value):
    assert compose(validation=typed)[0].validation == value


def test_epochs_and_batch_size_override_the_recipe():
    (one,) = compose(dataset="images", model="good", epochs=7, batch_size=5)
    assert one.recipe.values == {"epochs": 7, "batch_size": 5}
    assert one.id == compose(dataset="images", model="good", recipe="fast:epochs=7:batch_size=5")[0].id


def test_commas_make_every_combination():
    found = compose(dataset="images,others", model="good,better", seeds=2)
    assert len({e.id for e in found}) == 8
