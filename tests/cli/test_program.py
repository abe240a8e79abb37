"""The command line as a whole: commands, global options, errors and exit statuses."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest

from zoo.cli import program
from zoo.errors import DataError, PluginError, RunFailed, StoreError, UsageError

Install = Callable[..., Path]
Capture = pytest.CaptureFixture[str]


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], []])
def test_help_lists_every_command_and_has_examples(arguments: list[str], capsys: Capture) -> None:
    assert program.run(arguments) == 0
    captured = capsys.readouterr()
    assert all(f"\n  {name} " in captured.out for name in program.COMMANDS)
    assert "Examples:" in captured.out
    assert captured.err == ""
    assert max(map(len, captured.out.splitlines())) <= 80


@pytest.mark.parametrize("name", program.COMMANDS)
def test_every_command_exists_and_explains_itself(name: str, capsys: Capture) -> None:
    assert program.run([name, "--help"]) == 0
    out = capsys.readouterr().out
    assert out.startswith(f"Usage: zoo {name}")
    assert "--no-plugin" not in out  # it works, and only `zoo --help` lists it


def test_version(capsys: Capture) -> None:
    import zoo

    assert program.run(["--version"]) == 0
    assert capsys.readouterr().out == f"{zoo.__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (["lst"], "There is no command 'lst'.\nCause: Did you mean list, logs or store?", "zoo --help"),
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


def _command(monkeypatch: pytest.MonkeyPatch, action: Callable[[], object]) -> None:
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

    _command(monkeypatch, action)
    assert program.run(["list"]) == status
    assert "Traceback" not in capsys.readouterr().err


def test_an_interruption_says_what_it_cut_off(install: Callable[..., object], capsys: Capture) -> None:
    install("zoo-made", {"x": "zoo_made"}, zoo_made="raise KeyboardInterrupt")
    assert program.run(["list"]) == 130
    assert capsys.readouterr().err == "Interrupted while the plugin zoo-made[x] was imported.\n"


def test_what_a_command_returns_is_the_exit_status(monkeypatch: pytest.MonkeyPatch) -> None:
    import zoo.cli.list  # noqa: F401 - to be replaced

    _command(monkeypatch, lambda: 143)
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
@pytest.mark.parametrize("command", ["list", "runs", "store check", "run --dry-run --no-probe"])
def test_streams_that_are_closed(command: str, closed: str) -> None:
    script = f"{sys.executable} -m zoo {command} {closed}"
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Error" not in done.stderr


def test_what_a_closed_stream_leaves_free_is_taken_by_nothing_else() -> None:
    """A worker inherits all three; one that is closed in it would end it."""
    same = "os.fstat(number).st_rdev == os.stat(os.devnull).st_rdev"
    child = f"import os, sys; sys.exit(all({same} for number in range(3)))"
    parent = f"""
import subprocess, sys
from zoo.cli import program
program.run = lambda arguments: subprocess.run([sys.executable, "-c", {child!r}]).returncode
program.main()
"""
    done = subprocess.run(["bash", "-c", 'exec "$@" <&- >&- 2>&-', "-", sys.executable, "-c", parent], check=False)
    assert done.returncode == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run", "-m", "mlp", "-m", "cnn6"], "--model is given 2 times"),
        (["run", "-m", "mlp", "--model=mlp"], "--model is given 2 times"),
        (["run", "--seed", "1", "--seed", "2", "--seed", "3"], "--seed is given 3 times"),
        (["--debug", "store", "backup", "--nothing"], "No such option"),
    ],
)
def test_an_option_of_one_value_is_not_given_twice(arguments: list[str], message: str, capsys: Capture) -> None:
    assert program.run(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert message in captured.err


def _options() -> list[tuple[str, str]]:
    """Returns each command, subcommands too, with each of its options of one value."""

    def walk(words: str, command: click.Command) -> Iterator[tuple[str, str]]:
        for name, each in getattr(command, "commands", {}).items():
            yield from walk(f"{words} {name}", each)
        options = [each for each in command.params if isinstance(each, click.Option) and not each.is_flag]
        yield from ((words, each.opts[-1]) for each in options if not each.multiple)

    context = click.Context(program.zoo)
    return [pair for name in program.COMMANDS for pair in walk(name, program.zoo.get_command(context, name))]  # type: ignore[attr-defined]


@pytest.mark.parametrize(("words", "option"), _options())
def test_nor_is_any_option(words: str, option: str, capsys: Capture) -> None:
    assert program.run([*words.split(), option, "1", option, "1"]) == 2
    assert f"{option} is given 2 times" in capsys.readouterr().err


def test_what_may_be_given_twice_and_adds_up(capsys: Capture) -> None:
    assert program.run(["--no-plugin", "zoo-a", "list", "--no-plugin", "zoo-b"]) == 2
    assert "'zoo-a'" in capsys.readouterr().err


def test_a_plugin_that_exits_is_no_success(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    import zoo.cli.list  # noqa: F401 - to be replaced

    _command(monkeypatch, lambda: sys.exit(0))
    assert program.run(["list"]) == PluginError.exit_status
    assert "A plugin ended the program: SystemExit(0)." in capsys.readouterr().err


def test_nobody_reads_what_is_told_and_work_goes_on() -> None:
    code = "from zoo.cli.output import tell; [tell('x' * 9999) for _ in range(99)]; print('done')"
    script = f'{sys.executable} -c "{code}" 2> >(true)'
    done = subprocess.run(["bash", "-c", script], stdout=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "done\n")


def test_the_command_to_debug_can_be_typed(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    import zoo.cli.show.command  # noqa: F401 - to be replaced

    def fail(**_: object) -> None:
        raise ValueError("odd")

    command = click.Command("show", params=[click.Argument(["name"])], callback=fail)
    monkeypatch.setattr(sys.modules["zoo.cli.show.command"], "command", command)
    assert program.run(["show", "two words"]) == 1
    assert capsys.readouterr().err.endswith("Try: zoo --debug show 'two words'\n")
