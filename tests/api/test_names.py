"""Python and the command line ask for the same: each option of a command is an argument of its function."""

from __future__ import annotations

import importlib
import inspect
import subprocess
import sys

import pytest

import zoo
from zoo.cli.program import COMMANDS

DRAWING = {"as_json", "form", "given", "picture"}
"""Options that say how something is printed or where it is written."""

OWN = {"check", "registry", "quiet", "no_plugin", "strict_plugins"}
"""Arguments for which the command line has no option of that command: an exception, `--no-plugin` of all of them ..."""


@pytest.mark.parametrize("name", ["run", "runs", "leaderboard", "preview"])
def test_each_option_of_a_command_is_an_argument(name: str) -> None:
    options = importlib.import_module(COMMANDS[name][0]).command.params
    visible = {each.name for each in options if not each.hidden} - DRAWING
    renamed = {"augmenter": "aug"}
    arguments = set(inspect.signature(getattr(zoo, name)).parameters)
    assert {renamed.get(each, each) for each in visible} - {"quiet"} == arguments - OWN


def test_importing_the_package_of_the_leaderboard_does_not_hide_the_function() -> None:
    code = (
        "import zoo, zoo.ranking.board as board; assert board.arrange; print(zoo.leaderboard())\n"
        "assert zoo.ranking.__doc__.startswith('Returns what was trained'); from zoo.ranking import board"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.startswith("No results yet in "), done.stderr
