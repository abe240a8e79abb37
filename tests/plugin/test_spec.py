"""Hooks: one per kind of component, each without arguments, heard by those that carry the marker."""

from __future__ import annotations

import inspect
from types import ModuleType

import pluggy
import pytest

import zoo
from zoo.plugin import collecting, spec, tracking
from zoo.plugin.components import KINDS

ALL = [name for name, _ in inspect.getmembers(spec, inspect.isfunction) if name.startswith("zoo_")]
HOOKS = [name for name in ALL if name not in (*collecting.EVENTS, collecting.WANTS_EVENTS)]


def test_one_hook_for_each_kind() -> None:
    assert sorted(HOOKS) == sorted(f"zoo_{kind}s" for kind in KINDS)


@pytest.mark.parametrize("name", collecting.EVENTS)
def test_a_hook_of_events_is_given_what_crosses_processes(name: str) -> None:
    given = {argument: each.annotation for argument, each in inspect.signature(getattr(spec, name)).parameters.items()}
    assert given == {argument: tracking.GIVEN[argument].__name__ for argument in given}
    assert "run" in given


@pytest.mark.parametrize("name", HOOKS)
def test_a_hook_takes_nothing_and_says_what_it_returns(name: str) -> None:
    hook = getattr(spec, name)
    assert not inspect.signature(hook).parameters
    assert KINDS[name.removeprefix("zoo_").removesuffix("s")].__name__ in str(hook.__annotations__["return"])
    assert list(hook()) == []


def test_the_exported_marker_is_the_one_that_is_heard() -> None:
    manager = pluggy.PluginManager("zoo")
    manager.add_hookspecs(spec)

    def zoo_models() -> list[str]:
        return ["a model"]

    unmarked, marked = ModuleType("unmarked"), ModuleType("marked")
    unmarked.zoo_models = lambda: ["unheard"]  # type: ignore[attr-defined]
    marked.zoo_models = zoo.hookimpl(zoo_models)  # type: ignore[attr-defined]
    manager.register(unmarked)
    manager.register(marked)
    assert manager.hook.zoo_models() == [["a model"]]
