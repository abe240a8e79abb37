"""What the commands share: the global options, and the registry as they want it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click
import pytest

from tests import strangers
from zoo.cli import context, program
from zoo.errors import PluginError
from zoo.training.loading import StaleRun

Install = Callable[..., Path]
Capture = pytest.CaptureFixture[str]


@pytest.mark.parametrize("before", [True, False])
def test_global_options_stand_before_the_command_or_after_it(before: bool, install: Install, capsys: Capture) -> None:
    install("zoo-bad", {"x": "zoo_bad"}, zoo_bad=strangers.IMPORT_ERROR)

    def run(*options: str) -> int:
        return program.run([*options, "list"] if before else ["list", *options])

    assert run() == 0
    assert capsys.readouterr().err.startswith("Warning: zoo-bad[x] 1.0 could not be loaded: ModuleNotFoundError")
    assert run("--strict-plugins") == 3
    capsys.readouterr()
    assert run("--no-plugin", "zoo-bad", "--strict-plugins") == 0
    assert capsys.readouterr().err == ""


def test_a_problem_is_one_line_on_stderr_and_results_are_alone_on_stdout(install: Install, capsys: Capture) -> None:
    install("zoo-bad", {"x": "zoo_bad"}, zoo_bad="raise ValueError('one\\n\\ntwo')")
    assert program.run(["list", "--json"]) == 0
    captured = capsys.readouterr()
    assert captured.out.startswith("[")
    assert len(captured.err.splitlines()) == 1
    assert "one two" in captured.err


def test_outside_of_a_command_no_flag_is_set() -> None:
    assert context.settings() == context.Settings(disabled=[], strict=False, debug=False)


def test_a_command_may_ask_for_a_registry_of_its_own(install: Install, capsys: Capture) -> None:
    install("zoo-bad", {"x": "zoo_bad"}, zoo_bad=strangers.UNMARKED)
    with click.Context(click.Command("list"), obj=context.Settings(strict=True)):
        with pytest.raises(PluginError, match="zoo-bad"):
            context.registry()
        assert "cnn6" in context.registry(strict=False, report=False).names("model")
        assert capsys.readouterr().err == ""
        context.registry(strict=False)
    assert capsys.readouterr().err.startswith("Warning: zoo-bad[x] 1.0 defines zoo_models without the marker")


def test_flags_are_those_of_the_outermost_command() -> None:
    outer = click.Context(click.Command("zoo"), obj=context.Settings(disabled=["zoo-a"]))
    with click.Context(click.Command("list"), parent=outer, obj=context.Settings()):
        assert context.settings().disabled == ["zoo-a"]


def test_a_zoofile_is_named_once_on_stderr(
    zoofile: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(tmp_path)
    zoofile(strangers.good("mine"))
    assert program.run(["list", "models", "--json"]) == 0
    captured = capsys.readouterr()
    assert captured.err == f"Note: {tmp_path}/zoofile.py is loaded, as a plugin.\n"
    assert '"zoofile.py"' in captured.out
    assert program.run(["list", "models", "--no-plugin", "zoofile.py"]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(("forced", "hint"), [(False, "zoo predict RUN a.jpg --force"), (True, "zoo run --force")])
def test_a_stale_run_offers_what_was_typed_by_force_unless_that_was_typed(forced: bool, hint: str) -> None:
    with pytest.raises(StaleRun) as stale, context.offering_force("zoo predict RUN a.jpg", forced=forced):
        raise StaleRun("Its data changed.", hint="zoo run --force")
    assert stale.value.hint == hint
