"""The registry: components by kind and name, presets, and `ZOO_PLUGINS`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests import strangers
from zoo.errors import PluginError, UsageError
from zoo.experiments import registry
from zoo.experiments.experiment import OPTIONS, compose
from zoo.experiments.registry import Registry
from zoo.plugin import expressions
from zoo.plugin.components import KINDS

Install = Callable[..., Path]


@pytest.fixture
def side_by_side(install: Install) -> Registry:
    strangers.install_all(install)
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
    assert [broken.names(kind) for kind in KINDS] == [[]] * len(KINDS)
    assert len(broken.plugins) == 5
    with pytest.raises(UsageError) as caught:
        broken.component("model", "cnn6")
    assert caught.value.exit_status == 2
    assert len(caught.value.render().splitlines()) <= 6


def test_two_entry_points_of_one_name_both_load(install: Install) -> None:
    install("zoo-a", {"same": "zoo_a"}, zoo_a=strangers.good("a"))
    install("zoo-b", {"same": "zoo_b"}, zoo_b=strangers.good("b"))
    assert {"a", "b"} <= set(registry.load().names("model"))


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
    loaded = [report.provider.distribution for report in registry.load().plugins]
    assert list(dict.fromkeys(loaded)) == distributions  # the zoo's own has several plugins


def test_strict_lets_no_problem_pass(install: Install) -> None:
    registry.load(strict=True)
    install("zoo-import", {"x": "zoo_import"}, zoo_import=strangers.IMPORT_ERROR)
    with pytest.raises(PluginError, match="zoo-import") as caught:
        registry.load(strict=True)
    assert caught.value.exit_status == 3


def test_every_preset_stands_for_what_exists_and_is_the_label_of_it() -> None:
    known = registry.load()
    for kind, presets in known.catalogue.presets.items():
        for name in presets:
            terms = known.expand(kind, [expressions.Term(name)])
            for term in terms:
                known.component(kind, term.name).resolve(term.values)
            assert known.label(kind, expressions.format_chain(terms)) == name
            assert known.label(kind, name) == name


def test_the_label_of_an_experiment_is_the_preset_that_was_typed() -> None:
    known = registry.load()
    for name in known.catalogue.presets["augmenter"]:
        (made,) = compose(known, dataset="digits", model="mlp", augmenter=name, recipe="fast")
        assert known.label("augmenter", made.expressions["augmenter"]) == name


def test_the_defaults_and_the_demo_can_be_run() -> None:
    known = registry.load()
    demo = {**{kind: known.catalogue.defaults.get(kind) for kind in OPTIONS}, **known.catalogue.demo}
    assert compose(known, **{kind: demo[kind] for kind in OPTIONS})


def test_names_are_sorted_and_kinds_tell_where_a_name_stands() -> None:
    known = registry.load()
    assert known.names("model") == sorted(known.names("model"))
    assert known.kinds("shift-flip") == ["augmenter"]
    assert known.kinds("nowhere") == []


def test_a_preset_of_the_working_directory_never_enters_an_id(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, zoo_home: Path
) -> None:
    def made(model: str, augmenter: str) -> str:
        (one,) = compose(registry.load(), dataset="digits", model=model, augmenter=augmenter, recipe="fast")
        return one.id

    spelt_out = made("mlp:units=64", "shift+flip")
    (tmp_path / "registry.yaml").write_text("presets: {model: {narrow: 'mlp:units=64'}, augmenter: {mine: shift+flip}}")
    monkeypatch.chdir(tmp_path)
    assert made("narrow", "mine") == spelt_out
    assert registry.load().label("model", "mlp:units=64") == "narrow"


def test_a_preset_of_the_working_directory_takes_no_components_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "registry.yaml").write_text("presets: {model: {cnn6: mlp}}")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match="has the name of a model") as caught:
        registry.load()
    assert str(tmp_path / "registry.yaml") in caught.value.message


def test_a_preset_that_stands_for_itself_names_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "registry.yaml").write_text("presets: {model: {endless: endless}}")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match="stands for itself") as caught:
        registry.load().expand("model", [expressions.Term("endless")])
    assert caught.value.hint == f"correct {tmp_path / 'registry.yaml'}"


def test_a_plugin_that_changes_the_directory_does_not_move_the_catalogue(
    install: Install, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install("zoo-moving", {"x": "zoo_moving"}, zoo_moving="import os\nos.chdir('/')\n" + strangers.good("moving"))
    (tmp_path / "zoo.yaml").write_text("presets: {model: {mine: mlp}}")
    monkeypatch.chdir(tmp_path)
    known = registry.load()
    assert known.catalogue.presets["model"]["mine"] == "mlp"
    assert "moving" in known.names("model")


def test_every_suite_stands_for_what_exists() -> None:
    known = registry.load()
    assert known.catalogue.suites
    for name in known.catalogue.suites:
        for run in known.suite(name).runs:
            words = {**known.catalogue.defaults, **run}
            assert compose(known, **{kind: words[kind] for kind in OPTIONS})
