"""Room on the disk, a store with damage, data that were cut off."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.ranking import fakes
from zoo import paths
from zoo.health import storage
from zoo.store.maintenance import leftovers


@pytest.mark.parametrize(("free", "state"), [(5e7, "problem"), (1e9, "warning"), (3e9, "ok")])
def test_room(free: float, state: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda place: SimpleNamespace(free=int(free)))
    (found,) = storage.disk()
    assert found.state == state
    assert found.found.startswith(str(paths.home()))
    assert found.remedy == (None if state == "ok" else "zoo gc; or export ZOO_HOME=DIR")


def test_data_elsewhere_on_a_disk_that_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(dir: Path) -> None:
        if dir == tmp_path / "elsewhere":
            raise OSError(30, "Read-only file system")
        (tmp_path / "opened").touch()
        return (tmp_path / "opened").open()

    (tmp_path / "elsewhere").mkdir()
    monkeypatch.setenv("ZOO_DATA", str(tmp_path / "elsewhere" / "data"))
    monkeypatch.setattr("tempfile.TemporaryFile", refuse)
    home, data = storage.disk()
    assert home.state == "ok"
    assert data.found == f"{tmp_path / 'elsewhere' / 'data'} cannot be written: Read-only file system"
    assert (data.state, data.remedy) == ("problem", "export ZOO_DATA=DIR")


def test_a_store_that_is_new_and_one_with_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [each.found for each in storage.store()] == [f"{paths.home() / 'zoo.db'}: no runs yet"]
    paths.run_folder(fakes.record()).mkdir(parents=True)
    monkeypatch.setattr(leftovers, "find", lambda store: [leftovers.Leftover("logs", Path("x"), 3 * 10**9)])
    runs, much = storage.store()
    assert (runs.state, runs.found) == ("ok", f"{paths.home() / 'zoo.db'}: 1 done")
    assert (much.state, much.found, much.remedy) == ("warning", "3.0 GB that nobody needs any more", "zoo gc")


def test_damage_of_a_store_is_told_of_a_few() -> None:
    names = [fakes.record(seed=seed) for seed in range(5)]  # their folders are missing
    *problems, more, _ = storage.store()
    assert [each.remedy for each in problems] == [f"zoo rm {name}" for name in names[:1:-1]]
    assert (more.state, more.found, more.remedy) == ("problem", "there are more", "zoo store check --quick")


@pytest.mark.parametrize("as_is", [False, True])
def test_data(as_is: bool) -> None:
    assert [each.found for each in storage.data()] == [f"{paths.data_folder()}: none yet"]
    for name in ("mnist", "cut-off"):
        folder = paths.data_folder() / name / "abcd"
        folder.mkdir(parents=True)
        (folder / "x.npy").write_bytes(b"12345")
        arrays = {"x": {"file": "x.npy", "bytes": 5 if name == "mnist" else 6, "sha256": ""}}
        said = {"source": name, "fingerprint": "as-is:f" if as_is else "f", "origin": "/my photos", "created": ""}
        (folder / "manifest.json").write_text(json.dumps({"format": 1, **said, "arrays": arrays}))
    damaged, ready = storage.data()
    again = "zoo data import cut-off '/my photos' --as-is" if as_is else "zoo data fetch cut-off"
    assert (damaged.state, damaged.remedy) == ("problem", again)
    assert (ready.state, ready.found) == ("ok", f"{paths.data_folder()}: mnist (5 bytes)")


def test_kept_images(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZOO_KEEP", "20GB")
    file = paths.data_folder() / "image-folder" / "abcd.pixels"
    file.parent.mkdir(parents=True)
    file.write_bytes(bytes(1_000_000))
    (kept,) = storage.kept()
    assert (kept.state, kept.found) == ("ok", "1.0 MB of images that were made once, at most 20.0 GB (ZOO_KEEP)")
