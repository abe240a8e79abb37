"""The interface: plugins of each earlier one load as they are, later ones are refused, and what is to go is told."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

import zoo
from tests import strangers
from zoo.experiments import registry
from zoo.health import probation
from zoo.plugin import interface, spec
from zoo.plugin.loading import PluginReport

Install = Callable[..., Path]
PLUGINS = Path(__file__).parent / "interfaces"


def _source(number: int) -> str:
    return (PLUGINS / f"zoo_interface_{number}.py").read_text()


def _loaded(distribution: str) -> PluginReport:
    (report,) = [each for each in registry.load().plugins if each.provider.distribution == distribution]
    return report


@pytest.mark.parametrize("number", range(1, zoo.INTERFACE + 1))
def test_a_plugin_of_each_interface_loads_with_all_that_it_has(install: Install, number: int) -> None:
    install("zoo-then", {"x": "zoo_then"}, zoo_then=_source(number))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        report = _loaded("zoo-then")
    assert (report.problems, report.interface) == ((), number)
    described = re.findall(r'^    yield zoo\.\w+\(\s*(?:name=)?"([\w-]+)"', _source(number), re.MULTILINE)
    assert sorted(name for names in report.provides.values() for name in names) == sorted(described)


def test_between_them_they_have_every_hook() -> None:
    """A new hook is a new interface, and has a plugin here."""
    hooks = {name for name in dir(spec) if name.startswith("zoo_")}
    used = {name for number in range(1, zoo.INTERFACE + 1) for name in re.findall(r"def (zoo_\w+)", _source(number))}
    assert hooks == used


def test_none_has_to_be_stated(install: Install) -> None:
    install("zoo-then", {"x": "zoo_then"}, zoo_then=strangers.good("vit"))
    assert _loaded("zoo-then").interface is None


LATER = f"zoo_interface = {zoo.INTERFACE + 1}\n"


@pytest.mark.parametrize(
    "source",
    [
        LATER + strangers.good("vit"),
        "import zoo\nzoo.Nonsense\n" + LATER,
        "from zoo import Nonsense\n" + LATER.replace(" =", ": int ="),
        "import zoo.nonsense\n" + LATER,
    ],
)
def test_one_that_is_to_come_is_refused_whatever_it_fails_at(install: Install, source: str) -> None:
    install("zoo-then", {"x": "zoo_then"}, zoo_then=source)
    (problem,) = _loaded("zoo-then").problems
    assert (
        problem.reason == f"was written for interface {zoo.INTERFACE + 1} of the zoo, and this zoo has {zoo.INTERFACE}"
    )
    assert problem.remedy == "zoo install --upgrade keras-zoo; or --no-plugin zoo-then"


@pytest.mark.parametrize("value", ["'2'", "0", "True", "2.0"])
def test_what_is_no_interface_is_explained(install: Install, value: str) -> None:
    install("zoo-then", {"x": "zoo_then"}, zoo_then=f"zoo_interface = {value}\n" + strangers.good("vit"))
    (problem,) = _loaded("zoo-then").problems
    assert problem.reason == f"states zoo_interface = {value}"
    assert problem.remedy.startswith(f"write zoo_interface = {zoo.INTERFACE}, ")


def test_an_import_error_of_a_plugin_of_today_is_its_own(install: Install) -> None:
    install("zoo-then", {"x": "zoo_then"}, zoo_then=f"import nowhere\nzoo_interface = {zoo.INTERFACE}\n")
    assert "ModuleNotFoundError" in _loaded("zoo-then").problems[0].reason


def test_what_is_to_go_works_and_is_told_by_zoo_plugins(install: Install) -> None:
    uses = "".join(f"import zoo\nzoo.{name}\n" for name in interface.REPLACED)
    install("zoo-then", {"x": "zoo_then"}, zoo_then=uses + strangers.good("vit"))
    (health,) = [each for each in probation.installed() if each.report.provider.distribution == "zoo-then"]
    assert health.well
    assert health.printed == ""
    assert health.outdated == tuple(
        f"zoo.{name} is called zoo.{by} now, and goes with interface {gone}"
        for name, (by, gone) in interface.REPLACED.items()
    )


def test_what_has_gone_names_what_is_there_in_its_place(install: Install, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interface, "INTERFACE", 3)
    install("zoo-then", {"x": "zoo_then"}, zoo_then="import zoo\nzoo.Happened\n" + strangers.good("vit"))
    (problem,) = _loaded("zoo-then").problems
    assert "zoo.Happened has gone with interface 3: it is called zoo.TaskEvent (zoo_then.py:2)" in problem.reason


def test_what_is_to_go_is_said_for_one_interface_at_least() -> None:
    assert all(gone > interface.INTERFACE for _, gone in interface.REPLACED.values())
