"""Python and the command line ask for the same: each option of a command is an argument of its function."""

from __future__ import annotations

import importlib
import inspect
import pkgutil

import pytest

import zoo
from zoo.cli.program import COMMANDS

DRAWING = {"as_json", "form", "given", "opened", "picture", "port", "served"}
"""Options that say how something is printed or where it is written."""

OWN = {"check", "registry", "quiet", "no_plugin", "strict_plugins"}
"""Arguments for which the command line has no option of that command: an exception, `--no-plugin` of all of them ..."""


@pytest.mark.parametrize("name", ["run", "runs", "leaderboard", "preview", "report"])
def test_each_option_of_a_command_is_an_argument(name: str) -> None:
    options = importlib.import_module(COMMANDS[name][0]).command.params
    visible = {each.name for each in options if not each.hidden} - DRAWING
    renamed = {"augmenter": "aug"}
    arguments = set(inspect.signature(getattr(zoo, name)).parameters)
    assert {renamed.get(each, each) for each in visible} - {"quiet"} == arguments - OWN


def test_no_package_hides_a_public_name() -> None:
    assert {each.name for each in pkgutil.iter_modules(zoo.__path__)}.isdisjoint(zoo.__all__)
