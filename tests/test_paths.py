"""Where things are."""

from __future__ import annotations

from pathlib import Path

import platformdirs
import pytest

from zoo import paths
from zoo.errors import StoreError, UsageError


def test_zoo_home_holds_runs_and_data(zoo_home: Path) -> None:
    assert paths.home() == zoo_home
    assert paths.runs_folder() == zoo_home / "runs"
    assert paths.data_folder() == zoo_home / "data"


def test_zoo_data_moves_the_data_alone(zoo_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZOO_DATA", str(tmp_path / "data"))
    assert paths.data_folder() == tmp_path / "data"
    assert paths.runs_folder() == zoo_home / "runs"


def test_the_platforms_user_data_folder_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ZOO_HOME")
    assert paths.home() == Path(platformdirs.user_data_dir("keras-zoo", appauthor=False))


@pytest.mark.parametrize(("name", "function"), [("ZOO_HOME", paths.home), ("ZOO_DATA", paths.data_folder)])
def test_relative_and_home_paths_become_absolute(name: str, function, tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(name, "here")
    assert function() == tmp_path / "here"
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv(name, "~/there")
    assert function() == tmp_path / "there"


def test_empty_means_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZOO_HOME", "")
    monkeypatch.setenv("ZOO_DATA", "")
    assert paths.data_folder() == paths.home() / "data"
    assert paths.home().name == "keras-zoo"


@pytest.mark.parametrize("name", ["../x.1", "/x.1", "..", "", "x", "x.1/..", "x.y", "x\n.1", "x.1\0"])
def test_what_is_no_name_of_a_run_leads_nowhere(name):
    with pytest.raises(StoreError, match="not the name of a run"):
        paths.run_folder(name)


@pytest.mark.parametrize("zoo_home", ["", "~/zoo", "~nobody-of-that-name/zoo"])
def test_who_has_no_home_is_told_what_to_set(zoo_home: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object) -> None:
        raise KeyError("no such user")

    for name in ("HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name in ("getpwuid", "getpwnam"):
        monkeypatch.setattr(f"pwd.{name}", unknown)
    monkeypatch.setenv("ZOO_HOME", zoo_home)
    with pytest.raises(UsageError, match="Nobody can tell where '~") as caught:
        paths.home()
    monkeypatch.setenv(*str(caught.value.hint).removeprefix("export ").split("="))
    monkeypatch.setenv("ZOO_HOME", zoo_home.replace("nobody-of-that-name", ""))
    assert paths.home().is_relative_to("/tmp/zoo")  # what the hint says helps
