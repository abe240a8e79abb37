"""The experiments that the options of `zoo run` ask for."""

from __future__ import annotations

import click
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


@pytest.mark.parametrize(("typed", "value"), [(None, 0.1), ("none", None), ("None", None), ("0.25", 0.25)])
def test_validation(typed, value):
    assert compose(validation=typed)[0].validation == value


def test_epochs_and_batch_size_override_the_recipe():
    (one,) = compose(dataset="images", model="good", epochs=7, batch_size=5)
    assert one.recipe.values == {"epochs": 7, "batch_size": 5}
    assert one.id == compose(dataset="images", model="good", recipe="fast:epochs=7:batch_size=5")[0].id


def test_commas_make_every_combination():
    found = compose(dataset="images,others", model="good,better", seeds=2)
    assert len({e.id for e in found}) == 8


@pytest.mark.parametrize("option", ["--seeds", "--epochs", "--batch-size", "--limit", "--threads"])
@pytest.mark.parametrize("count", ["0", "-1", "1.5", "99999999999999999999"])
def test_counts_are_above_zero_and_fit_the_store(option, count):
    with pytest.raises(click.BadParameter) as caught:
        run.command.make_context("run", [option, count])
    assert option in caught.value.format_message()


def test_none_is_none_in_any_case():
    assert run.command.make_context("run", ["--validation", "NONE"]).params["validation"] == "NONE"
