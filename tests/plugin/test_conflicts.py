"""Clashes: between strangers a name is unusable, the zoo keeps its own, and the rest of a plugin stays."""

from __future__ import annotations

import pytest

from zoo.plugin import conflicts
from zoo.plugin.components import Model
from zoo.plugin.discovery import Provider
from zoo.plugin.loading import PluginReport


def _report(distribution: str, *names: str, entry: str = "x") -> PluginReport:
    models = tuple(Model(name=name, summary=name, build=lambda input_shape, num_classes: None) for name in names)
    return PluginReport(provider=Provider(distribution, "1.0", f"{distribution}[{entry}]"), components=models)


def test_names_of_their_own_clash_with_nobody() -> None:
    reports = [_report("zoo-a", "a"), _report("zoo-b", "b")]
    assert conflicts.settle(reports, ()) == (reports, {})


def test_between_two_strangers_a_name_is_unusable_and_each_keeps_the_rest() -> None:
    (a, b), clashing = conflicts.settle([_report("zoo-a", "same", "a"), _report("zoo-b", "same", "b")], ())
    assert (a.provides, b.provides) == ({"model": ["a"]}, {"model": ["b"]})
    assert [provider.distribution for provider in clashing["model", "same"]] == ["zoo-a", "zoo-b"]
    assert a.problems[0].reason == "cannot provide the model 'same': zoo-b[x] does too"
    assert a.problems[0].remedy == "--no-plugin zoo-a or --no-plugin zoo-b"


def test_three_strangers_are_all_named() -> None:
    (a, *_), clashing = conflicts.settle([_report(name, "same") for name in ("zoo-a", "zoo-b", "zoo-c")], ())
    assert "zoo-b[x] and zoo-c[x]" in a.problems[0].reason
    assert len(clashing["model", "same"]) == 3


@pytest.mark.parametrize("own", ["keras-zoo", "Keras_Zoo"])
def test_the_zoo_keeps_its_own_name_whatever_the_order(own: str) -> None:
    for reports in (
        [_report(own, "same"), _report("a", "same", "b")],
        [_report("a", "same", "b"), _report(own, "same")],
    ):
        settled, clashing = conflicts.settle(reports, ())
        by_name = {report.provider.distribution: report for report in settled}
        assert clashing == {}
        assert by_name[own].provides == {"model": ["same"]}
        assert by_name["a"].provides == {"model": ["b"]}
        assert f"{own}[x] does" in by_name["a"].problems[0].reason


def test_the_zoo_keeps_its_name_against_two_strangers() -> None:
    settled, clashing = conflicts.settle([_report("a", "same"), _report("b", "same"), _report("keras-zoo", "same")], ())
    assert [bool(report.components) for report in settled] == [False, False, True]
    assert clashing == {}


def test_a_presets_name_is_nobodys() -> None:
    (report,), _ = conflicts.settle([_report("zoo-a", "small", "a")], {("model", "small")})
    assert report.provides == {"model": ["a"]}
    assert "preset" in report.problems[0].reason


def test_two_plugins_of_one_distribution_are_told_apart_by_identity() -> None:
    (a, _), _ = conflicts.settle([_report("zoo-a", "same"), _report("zoo-a", "same", entry="y")], ())
    assert a.problems[0].remedy == "--no-plugin 'zoo-a[x]' or --no-plugin 'zoo-a[y]'"


def test_one_name_in_two_kinds_is_no_clash() -> None:
    from zoo.plugin.components import Recipe

    def plan(steps_per_epoch: int, *, epochs: int = 1, batch_size: int = 1) -> None: ...

    recipe = Recipe(name="same", summary="a recipe", plan=plan)  # type: ignore[arg-type]
    other = PluginReport(provider=Provider("zoo-b", "1.0", "zoo-b[x]"), components=(recipe,))
    assert conflicts.settle([_report("zoo-a", "same"), other], ())[1] == {}
