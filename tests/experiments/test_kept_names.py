"""Names that ordinary commands keep: no plugin is loaded for them, and what is installed or edited anew has others."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import strangers
from zoo.cli import context, program
from zoo.experiments import kept_names as names
from zoo.experiments.registry import Registry

Install = Callable[..., Path]

LIGHT = """
import sys

class Forbid:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("zoo_classics", "pluggy", "yaml", "sqlalchemy", "numpy", "rich", "requests"):
            raise SystemExit(f"imported {name}")

sys.meta_path.insert(0, Forbid())
from zoo.cli.program import run
sys.exit(run([]))
"""


@pytest.fixture
def kept(zoo_home: Path) -> None:
    """The names of what is installed, as an ordinary command keeps them."""
    zoo_home.mkdir()
    _command()


def _command() -> Registry:
    """Does what commands do that load plugins."""
    return context.registry()


def _models() -> list[str]:
    """Returns the names of models as a new process knows them."""
    names.known.cache_clear()
    return list(names.known()["model"])


@pytest.mark.usefixtures("kept")
def test_where_names_are_kept_nothing_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_ZOO_COMPLETE", "zsh_complete")
    monkeypatch.setenv("COMP_LINE", "zoo run -m cnn6:no")
    done = subprocess.run([sys.executable, "-c", LIGHT], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("part\tcnn6:norm=\tone of none, batch\n", "")


def test_where_none_are_kept_they_are_asked_for_once(install: Install, monkeypatch: pytest.MonkeyPatch) -> None:
    site = install("zoo-good", {"x": "zoo_good"}, zoo_good=strangers.good("vit"))
    monkeypatch.setenv("PYTHONPATH", str(site))
    assert "vit" in _models()
    monkeypatch.setattr(subprocess, "run", None)  # it would fail to be called
    assert "vit" in _models()


def test_a_plugin_that_hangs_costs_the_names_alone(install: Install, monkeypatch: pytest.MonkeyPatch) -> None:
    site = install("zoo-slow", {"x": "zoo_slow"}, zoo_slow="import time; time.sleep(600)")
    monkeypatch.setenv("PYTHONPATH", str(site))
    monkeypatch.setattr(names, "PATIENCE", 0.5)
    assert _models() == []


@pytest.mark.usefixtures("kept")
def test_other_plugins_and_other_files_have_other_names(
    install: Install, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subprocess, "run", lambda *words, **named: None)
    monkeypatch.chdir(tmp_path)
    _command()
    assert "cnn6" in _models()
    monkeypatch.setenv("ZOO_PLUGINS", "none")
    assert _models() == []
    monkeypatch.delenv("ZOO_PLUGINS")
    assert "cnn6" in _models()
    (tmp_path / "zoo.yaml").write_text("presets: {model: {mine: 'cnn6:norm=batch'}}\n")
    assert _models() == []
    _command()
    assert "mine" in _models()
    install("zoo-good", {"x": "zoo_good"}, zoo_good=strangers.good("vit"))
    assert _models() == []


@pytest.mark.usefixtures("kept")
def test_what_an_edit_adds_is_kept_by_the_next_command(install: Install) -> None:
    site = install("zoo-good", {"x": "zoo_good"}, zoo_good=strangers.good("vit"))
    _command()
    (site / "zoo_good.py").write_text(strangers.good("other"))
    sys.modules.pop("zoo_good")
    _command()
    assert "other" in _models()


def test_few_sets_are_kept_and_the_oldest_goes(zoo_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    zoo_home.mkdir()
    loaded = _command()
    for number in range(names.MOST + 2):
        (tmp_path / f"{number}").mkdir()
        (tmp_path / f"{number}" / "zoo.yaml").write_text("")
        monkeypatch.chdir(tmp_path / f"{number}")
        names.keep(loaded)
        names.keep(loaded)
    kept = json.loads((zoo_home / "names.json").read_text())
    assert len(kept) == names.MOST
    assert list(kept)[-1] == names._key(report.provider for report in loaded.plugins)


def test_a_home_that_is_not_there_is_not_made(zoo_home: Path) -> None:
    _command()
    assert not zoo_home.exists()


@pytest.mark.parametrize("content", ["", "[1]", "{", '{"x": 1}'])
@pytest.mark.usefixtures("kept")
def test_a_file_that_is_damaged_is_made_anew(content: str, zoo_home: Path) -> None:
    (zoo_home / "names.json").write_text(content)
    _command()
    assert "cnn6" in _models()


def test_a_disk_that_refuses_ends_no_command(zoo_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (zoo_home / "names.json").mkdir(parents=True)  # nothing takes its place
    assert program.run(["list", "models"]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.usefixtures("kept")
def test_choices_are_kept_as_they_are_typed(install: Install) -> None:
    source = strangers.good("vit").replace("width: int = 8", "width: Literal['a', 'b+c'] = 'a', deep: bool = True")
    install("zoo-good", {"x": "zoo_good"}, zoo_good=f"from typing import Literal\n{source}")
    _command()
    names.known.cache_clear()
    parameters = names.known()["model"]["vit"]["parameters"]
    assert (parameters["width"][1], parameters["deep"][1]) == (["a", "b%2Bc"], ["true", "false"])
