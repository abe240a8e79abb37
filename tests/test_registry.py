"""The registry: components by kind and name, presets, `ZOO_PLUGINS`, and what is said of names that it cannot give."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests import strangers
from zoo import grammar, registry
from zoo.catalogue import Catalogue
from zoo.components import KINDS
from zoo.errors import PluginError, UsageError, ZooError
from zoo.experiment import compose
from zoo.registry import Registry

Install = Callable[..., Path]


def _ask(known: Registry, name: str, kind: str = "model") -> ZooError:
    with pytest.raises(ZooError) as caught:
        known.component(kind, name)
    assert len(caught.value.render().splitlines()) <= 6
    return caught.value


@pytest.fixture
def side_by_side(install: Install) -> Registry:
    """A good plugin and the six broken kinds, all installed at once."""
    install("zoo-good", {"x": "zoo_good"}, zoo_good=strangers.good("good"))
    install("zoo-import", {"x": "zoo_import"}, zoo_import=strangers.IMPORT_ERROR)
    install("zoo-misspelt", {"x": "zoo_misspelt"}, zoo_misspelt=strangers.MISSPELT)
    install("zoo-unmarked", {"x": "zoo_unmarked"}, zoo_unmarked=strangers.UNMARKED)
    install("zoo-signature", {"x": "zoo_signature"}, zoo_signature=strangers.WRONG_SIGNATURE)
    install("zoo-raising", {"x": "zoo_raising"}, zoo_raising=strangers.RAISING)
    install("zoo-taken", {"x": "zoo_taken"}, zoo_taken=strangers.good("cnn6"))
    return registry.load()


def test_six_broken_plugins_harm_nothing_and_each_is_explained(side_by_side: Registry) -> None:
    assert "good" in side_by_side.names("model")
    assert side_by_side.provider("model", "cnn6").distribution == "keras-zoo"
    broken = {report.provider.distribution: report for report in side_by_side.plugins if report.problems}
    kinds = ("import", "misspelt", "raising", "signature", "taken", "unmarked")
    assert sorted(broken) == [f"zoo-{kind}" for kind in kinds]
    assert all(len(report.problems) == 1 and not report.components for report in broken.values())


def test_everything_works_when_every_plugin_is_broken(side_by_side: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZOO_PLUGINS", "zoo-import,zoo-misspelt,zoo-unmarked,zoo-signature,zoo-raising")
    broken = registry.load()
    assert [broken.names(kind) for kind in KINDS] == [[], [], [], []]
    assert len(broken.plugins) == 5
    assert _ask(broken, "cnn6").exit_status == 2


@pytest.mark.parametrize("name", ["wanted"])
def test_a_component_of_a_broken_plugin_says_so(side_by_side: Registry, name: str) -> None:
    error = _ask(side_by_side, name)
    assert isinstance(error, PluginError)
    assert "belongs to zoo-" in error.message
    assert "left out" in error.message
    assert error.hint


def test_a_component_of_a_plugin_that_did_not_even_import(install: Install) -> None:
    install("zoo-import", {"x": "zoo_import"}, zoo_import=strangers.IMPORT_ERROR)
    error = _ask(registry.load(), "wanted")
    assert error.exit_status == 3
    assert "zoo-import[x] 1.0" in error.message
    assert "a_module_that_nobody_installed" in str(error.cause)
    assert "a_module_that_nobody_installed" in str(error.hint)


def test_a_package_of_the_catalogue_that_is_installed_and_broken(install: Install) -> None:
    install("zoo-import", {"x": "zoo_import"}, zoo_import="import a_module_that_nobody_installed")
    known = replace(registry.load(), catalogue=Catalogue(packages={"model": {"vit": "Zoo_Import"}}))
    assert _ask(known, "vit").exit_status == 3


def test_two_entry_points_of_one_name_both_load(install: Install) -> None:
    install("zoo-a", {"same": "zoo_a"}, zoo_a=strangers.good("a"))
    install("zoo-b", {"same": "zoo_b"}, zoo_b=strangers.good("b"))
    assert {"a", "b"} <= set(registry.load().names("model"))


def test_a_name_of_two_strangers_is_an_error_with_both_and_the_remedy(install: Install) -> None:
    install("zoo-a", {"x": "zoo_a"}, zoo_a=strangers.good("same"))
    install("zoo-b", {"x": "zoo_b"}, zoo_b=strangers.good("same"))
    known = registry.load()
    error = _ask(known, "same")
    assert error.exit_status == 3
    assert error.cause == "zoo-a[x] 1.0 and zoo-b[x] 1.0 both provide it."
    assert error.hint == "--no-plugin zoo-a or --no-plugin zoo-b"
    assert "same" not in known.names("model")
    assert registry.load(disabled=["zoo-b"]).provider("model", "same").plugin == "zoo-a[x]"


def test_an_unknown_name_gets_close_ones_then_where_to_look() -> None:
    error = _ask(registry.load(), "cnn66")
    assert isinstance(error, UsageError)
    assert error.message == "There is no model 'cnn66'."
    assert error.cause == "Did you mean cnn6?"
    assert error.hint == "zoo list models"


def test_an_unknown_name_of_another_kind() -> None:
    assert "It is an augmenter, not a model." in str(_ask(registry.load(), "shift").cause)


def test_an_unknown_name_that_a_package_provides() -> None:
    known = replace(registry.load(), catalogue=Catalogue(packages={"model": {"vit": "zoo-vit"}}))
    error = _ask(known, "vit")
    assert "The package zoo-vit provides it" in str(error.cause)
    assert error.hint == "pip install zoo-vit"


def test_an_unknown_name_beside_a_broken_plugin(install: Install) -> None:
    install("zoo-import", {"x": "zoo_import"}, zoo_import="import a_module_that_nobody_installed")
    error = _ask(registry.load(), "zzz")
    assert error.exit_status == 2
    assert "may belong to zoo-import[x]" in str(error.cause)


@pytest.mark.parametrize(
    ("asked", "distributions"),
    [("none", []), ("zoo-a", ["zoo-a"]), ("zoo-a, keras-zoo,", ["keras-zoo", "zoo-a"]), ("none,zoo-a", ["zoo-a"])],
)
def test_zoo_plugins_says_which_to_load(
    install: Install, monkeypatch: pytest.MonkeyPatch, asked: str, distributions: list[str]
) -> None:
    install("zoo-a", {"x": "zoo_a"}, zoo_a=strangers.good("a"))
    install("zoo-b", {"x": "zoo_b"}, zoo_b="raise KeyboardInterrupt('loaded although nobody asked')")
    monkeypatch.setenv("ZOO_PLUGINS", asked)
    assert [report.provider.distribution for report in registry.load().plugins] == distributions


def test_a_name_asked_for_where_no_plugin_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZOO_PLUGINS", "none")
    error = _ask(registry.load(), "cnn6")
    assert "No plugins are loaded." in str(error.cause)
    assert error.hint == "zoo plugins"


def test_strict_lets_no_problem_pass(install: Install) -> None:
    registry.load(strict=True)
    install("zoo-import", {"x": "zoo_import"}, zoo_import=strangers.IMPORT_ERROR)
    with pytest.raises(PluginError, match="zoo-import") as caught:
        registry.load(strict=True)
    assert caught.value.exit_status == 3


def test_every_preset_stands_for_what_exists_and_is_the_label_of_it() -> None:
    known = registry.load()
    for kind, presets in known.presets.items():
        for name in presets:
            terms = known.expand(kind, [grammar.Term(name)])
            for term in terms:
                known.component(kind, term.name).resolve(term.values)
            assert known.label(kind, grammar.format_chain(terms)) == name
            assert known.label(kind, name) == name


def test_the_label_of_an_experiment_is_the_preset_that_was_typed() -> None:
    known = registry.load()
    for name in known.presets["augmenter"]:
        (made,) = compose(known, dataset="digits", model="mlp", augmenter=name, recipe="fast")
        assert known.label("augmenter", made.expressions["augmenter"]) == name


def test_the_defaults_and_the_demo_can_be_run() -> None:
    known = registry.load()
    demo = {**{kind: known.defaults.get(kind) for kind in KINDS}, **known.demo}
    assert compose(known, **{kind: demo[kind] for kind in KINDS})


def test_names_are_sorted_and_kinds_tell_where_a_name_stands() -> None:
    known = registry.load()
    assert known.names("model") == sorted(known.names("model"))
    assert known.kinds("shift-flip") == ["augmenter"]
    assert known.kinds("nowhere") == []
