"""300 plugins, twelve of them broken in different ways: everything else works, and each of the twelve is explained."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import startup
from zoo.cli import program

EXPLAINED = {
    "import-error": "'a_module_that_nobody_installed'",
    "syntax-error": "SyntaxError",
    "misspelt-hook": "defines zoo_modles, which is no hook",
    "unmarked-hook": "without the marker @zoo.hookimpl",
    "wrong-signature": "'size'",
    "raising-hook": "RuntimeError",
    "sys-exit": "SystemExit: 3",
    "os-exit": "it called os._exit(4)",
    "littering": "ValueError: no (littering.py:6)",
    "taken-name": "cannot provide the model 'cnn6'",
    "later-interface": "was written for interface 99",
    "unreadable-entry-point": "has an entry_points.txt that cannot be read",
}
LIGHT = startup.PLUGINS - len(startup.BROKEN)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """All of them, on the path of this process."""
    folder = tmp_path_factory.mktemp("plugins")
    modules = startup.install_plugins(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(folder))
        importlib.invalidate_caches()
        yield
    for module in modules:
        sys.modules.pop(module, None)


def _json(capsys: pytest.CaptureFixture[str], *words: str) -> list[dict]:
    assert program.run([*words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_list_has_all_that_are_sound(installed: None, tmp_path: Path, capsys, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert program.run(["list", "models", "--json"]) == 0
    captured = capsys.readouterr()
    names = {entry["name"] for entry in json.loads(captured.out)}
    assert names >= {"cnn6", "mlp", *(f"light-{number}" for number in range(LIGHT))}
    for name in EXPLAINED:
        (line,) = [line for line in captured.err.splitlines() if line.startswith(f"Warning: {name}[")]
        assert f"--no-plugin {name}" in line
    assert Path.cwd() == tmp_path


def test_zoo_plugins_explains_the_twelve_and_no_other(installed: None, capsys) -> None:
    found = {entry["distribution"]: entry for entry in _json(capsys, "plugins")}
    broken = {name: entry["problems"] for name, entry in found.items() if entry["problems"]}
    assert len(found) == startup.PLUGINS + 1
    assert set(broken) == set(EXPLAINED) == set(startup.BROKEN)
    for name, (problem,) in broken.items():
        assert EXPLAINED[name] in problem["reason"]
        assert f"--no-plugin {name}" in problem["remedy"]


def test_one_of_them_is_shown_and_can_be_run_beside_ours(installed: None, capsys) -> None:
    assert _json(capsys, "show", "light-7")["distribution"] == "light-7"
    words = ["run", "-d", "digits", "-m", "light-7,mlp", "--dry-run", "--no-probe"]
    assert program.run(words) == 0
    assert "light-7" in capsys.readouterr().out


def test_left_out_they_say_nothing_and_strict_lets_none_pass(installed: None, capsys) -> None:
    without = [word for name in EXPLAINED for word in ("--no-plugin", name)]
    assert program.run(["list", "models", "--strict-plugins", *without]) == 0
    assert capsys.readouterr().err == ""
    assert program.run(["list", "models", "--strict-plugins"]) == 3
