"""The command line as a whole: verbs, global options, errors and exit statuses."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from zoo.cli import program
from zoo.errors import DataError, PluginError, RunFailed, StoreError, UsageError

Install = Callable[..., Path]
Capture = pytest.CaptureFixture[str]


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], []])
def test_help_lists_every_verb_and_has_examples(arguments: list[str], capsys: Capture) -> None:
    assert program.run(arguments) == 0
    captured = capsys.readouterr()
    assert all(f"\n  {verb} " in captured.out for verb in program.VERBS)
    assert "Examples:" in captured.out
    assert captured.err == ""
    assert max(map(len, captured.out.splitlines())) <= 80


@pytest.mark.parametrize("verb", program.VERBS)
def test_every_verb_exists_and_explains_itself(verb: str, capsys: Capture) -> None:
    assert program.run([verb, "--help"]) == 0
    out = capsys.readouterr().out
    assert out.startswith(f"Usage: zoo {verb}")
    assert "--no-plugin" not in out  # it works, and only `zoo --help` lists it


def test_version(capsys: Capture) -> None:
    import zoo

    assert program.run(["--version"]) == 0
    assert capsys.readouterr().out == f"{zoo.__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (["lst"], "There is no verb 'lst'.\nCause: Did you mean list, logs or store?", "zoo --help"),
        (["list", "--jsn"], "No such option", "zoo list --help"),
        (["list", "modles"], "'modles' is no kind of component", "zoo list --help"),
        (["show"], "Missing argument 'NAME'", "zoo show --help"),
        (["show", "nothing"], "There is no component 'nothing'.", "zoo list"),
        (["--no-plugin", "zoo-nowhere", "list"], "--no-plugin names 'zoo-nowhere'", "zoo plugins"),
    ],
)
def test_usage_errors(arguments: list[str], message: str, hint: str, capsys: Capture) -> None:
    assert program.run(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("Error: ")
    assert message in captured.err
    assert captured.err.rstrip().endswith(f"Try: {hint}")
    assert len(captured.err.splitlines()) <= 6


def _verb(monkeypatch: pytest.MonkeyPatch, action: Callable[[], object]) -> None:
    monkeypatch.setattr(sys.modules["zoo.cli.list"], "command", click.Command("list", callback=action))


@pytest.mark.parametrize(
    ("error", "status"),
    [(RunFailed("r"), 1), (UsageError("u"), 2), (PluginError("p"), 3), (DataError("d"), 4), (StoreError("s"), 5),
     (OSError(28, "full"), 5), (KeyboardInterrupt(), 130), (click.Abort(), 130), (ValueError("a bug"), 1)],
)  # fmt: skip
def test_exit_statuses(error: BaseException, status: int, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    import zoo.cli.list  # noqa: F401 - to be replaced

    def action() -> None:
        raise error

    _verb(monkeypatch, action)
    assert program.run(["list"]) == status
    assert "Traceback" not in capsys.readouterr().err


def test_an_interruption_says_what_it_cut_off(install: Callable[..., object], capsys: Capture) -> None:
    install("zoo-made", {"x": "zoo_made"}, zoo_made="raise KeyboardInterrupt")
    assert program.run(["list"]) == 130
    assert capsys.readouterr().err == "Interrupted while the plugin zoo-made[x] was imported.\n"


def test_what_a_verb_returns_is_the_exit_status(monkeypatch: pytest.MonkeyPatch) -> None:
    import zoo.cli.list  # noqa: F401 - to be replaced

    _verb(monkeypatch, lambda: 143)
    assert program.run(["list"]) == 143


@pytest.mark.parametrize("arguments", [["--debug", "show", "nothing"], ["show", "nothing", "--debug"]])
def test_debug_shows_the_traceback(arguments: list[str], capsys: Capture) -> None:
    assert program.run(arguments) == 2
    assert "Traceback" in capsys.readouterr().err


def test_a_reader_that_has_enough_is_no_error() -> None:
    script = f"{sys.executable} -m zoo list | true; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_terminal_that_knows_only_ascii(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    done = subprocess.run([sys.executable, "-m", "zoo", "list"], capture_output=True, text=True, check=False)
    assert done.returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk that is full, as Linux has it")
def test_results_that_find_no_space() -> None:
    script = f"{sys.executable} -m zoo list > /dev/full"
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == StoreError.exit_status
    assert done.stderr == "Error: The system refused: No space left on device.\nTry: zoo --debug list\n"


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", "<&- >&- 2>&-"])
def test_streams_that_are_closed(closed: str) -> None:
    script = f"{sys.executable} -m zoo list {closed}"
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_command_to_debug_can_be_typed(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    import zoo.cli.show  # noqa: F401 - to be replaced

    def fail(**_: object) -> None:
        raise ValueError("odd")

    command = click.Command("show", params=[click.Argument(["name"])], callback=fail)
    monkeypatch.setattr(sys.modules["zoo.cli.show"], "command", command)
    assert program.run(["show", "two words"]) == 1
    assert capsys.readouterr().err.endswith("Try: zoo --debug show 'two words'\n")
