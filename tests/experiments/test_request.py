"""What `zoo run` is asked for: options, suites, what is not installed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.execution import fake_registry
from zoo.errors import UsageError
from zoo.experiments import suites
from zoo.experiments.catalogue import Catalogue
from zoo.experiments.request import RunRequest


def whole(known=None, **given):
    return RunRequest(**given).compose(known or fake_registry.registry())


@pytest.mark.parametrize(
    ("given", "seeds"),
    [({}, [0]), ({"seeds": range(3)}, [0, 1, 2]), ({"seeds": (4, 2, 4)}, [4, 2])],
)
def test_seeds(given, seeds):
    assert [e.seed for e in whole(dataset="images", model="good", **given).experiments] == seeds


@pytest.mark.parametrize(("typed", "value"), [(None, 0.1), ("none", None), ("None", None), ("0.25", 0.25)])
def test_validation(typed, value):
    assert whole(validation=typed).experiments[0].validation == value


def test_epochs_and_batch_size_override_the_recipe():
    (one,) = whole(dataset="images", model="good", epochs=7, batch_size=5).experiments
    assert one.recipe.values == {"epochs": 7, "batch_size": 5}
    assert one.id == whole(dataset="images", model="good", recipe="fast:epochs=7:batch_size=5").experiments[0].id


def test_commas_make_every_combination():
    found = whole(dataset="images,others", model="good,better", seeds=range(2)).experiments
    assert len({e.id for e in found}) == 8


def catalogued(registry=None, runs=({"dataset": "images", "model": "good"},), **more):
    """Returns a registry whose catalogue has the suite `tried` and `more`."""
    registry = registry or fake_registry.registry()
    suite = suites.Suite(name="tried", runs=tuple(runs))
    return replace(registry, catalogue=replace(registry.catalogue, suites={"tried": suite}, **more))


def test_epochs_win_over_a_recipe_that_was_not_typed():
    known = catalogued(defaults={"augmenter": "none", "recipe": "fast:epochs=7:batch_size=5"})
    (one,) = whole(known, dataset="images", model="good", epochs=2).experiments
    assert one.recipe.values == {"epochs": 2, "batch_size": 5}
    with pytest.raises(UsageError, match="given twice"):
        whole(known, dataset="images", model="good", recipe="fast:epochs=7", epochs=2)


def test_a_default_dataset_spares_typing_it():
    known = catalogued(defaults={**fake_registry.CATALOGUE.defaults, "dataset": "others", "seeds": "2"})
    assert [e.expressions["dataset"] for e in whole(known, model="good").experiments] == ["others", "others"]
    assert {e.expressions["dataset"] for e in whole(known).experiments} == {"images"}  # the demo's
    assert [e.seed for e in whole(known, model="good", seeds=(4,)).experiments] == [4]


def test_a_suite_is_all_of_its_runs_each_experiment_once():
    runs = [
        {"dataset": "images", "model": "good,better", "seeds": "2"},
        {"dataset": "images", "model": "good", "seed": "1,5", "validation": "none"},
        {"dataset": "images", "model": "good", "seed": "1"},
    ]
    found = whole(catalogued(runs=runs), suite="tried").experiments
    assert [(e.expressions["model"], e.seed, e.validation) for e in found] == [
        ("good", 0, 0.1),
        ("good", 1, 0.1),
        ("better", 0, 0.1),
        ("better", 1, 0.1),
        ("good", 1, None),
        ("good", 5, None),
    ]


def test_options_beside_a_suite_override_each_of_its_runs():
    runs = [
        {"dataset": "images", "model": "good", "seeds": "3", "recipe": "fast:epochs=7"},
        {"dataset": "images", "model": "better", "limit": "50"},
    ]
    found = whole(catalogued(runs=runs), suite="tried", seeds=(8,), epochs=2, limit=10, dataset="others").experiments
    assert [(e.expressions["dataset"], e.seed, e.recipe.values["epochs"], e.limit) for e in found] == [
        ("others", 8, 2, 10)
    ] * 2


def test_a_suite_that_is_wrong_says_which_and_where():
    with pytest.raises(UsageError, match="no parameter 'depth'") as caught:
        whole(catalogued(runs=[{"dataset": "images", "model": "good:depth=3"}]), suite="tried")
    assert caught.value.cause.endswith("The suite 'tried' in registry.yaml asks it.")
    with pytest.raises(UsageError, match="There is no suite 'tred'") as caught:
        whole(catalogued(), suite="tred")
    assert caught.value.cause == "Did you mean tried?"


PACKAGES = {"model": {"vit": "zoo-vit", "swin": "zoo-swin"}}


def test_what_is_not_installed_is_told_apart_from_what_is():
    found = whole(catalogued(packages=PACKAGES), dataset="images,others", model="vit,good", seeds=range(2))
    assert len(found.experiments) == 4
    assert [(one.name, list(one.seeds)) for one in found.unavailable] == [
        ("images, vit, none, fast", [0, 1]),
        ("others, vit, none, fast", [0, 1]),
    ]
    reason = "There is no model 'vit'. The package zoo-vit provides it, and is not installed."
    assert found.unavailable[0].reason.startswith(reason)


def test_where_nothing_is_installed_nothing_is_composed():
    found = whole(catalogued(packages=PACKAGES), dataset="images", model="vit")
    assert (found.experiments, len(found.unavailable)) == ([], 1)


def test_a_name_that_nobody_knows_is_an_error_all_the_same():
    with pytest.raises(UsageError, match="There is no model 'godo'"):
        whole(catalogued(packages=PACKAGES), dataset="images", model="vit,godo")


def test_without_a_default_the_kind_is_missing():
    known = replace(fake_registry.registry(), catalogue=Catalogue())
    with pytest.raises(UsageError, match="--augmenter is missing, and the catalogue has no default"):
        whole(known, dataset="images", model="good")
    with pytest.raises(UsageError, match="--augmenter is missing, and the catalogue has no default"):
        whole(catalogued(known), suite="tried")
