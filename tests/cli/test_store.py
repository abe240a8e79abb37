"""`zoo store check` and `zoo store backup`."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest

from tests.ranking import fakes
from zoo import paths
from zoo.cli import program
from zoo.store import Store


@pytest.fixture
def zoo(capsys, monkeypatch):
    """Returns a function that runs `zoo store` and returns its status, stdout and stderr."""
    monkeypatch.setenv("COLUMNS", "300")

    def run(*arguments):
        status = program.run(["store", *map(str, arguments)])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run


@pytest.fixture
def run(zoo_home):
    """The folder of a run that is done."""
    store = Store.open()
    lease = store.begin(fakes.run(experiment_id="aaaa"))
    store.finish(lease, {"weights_sha256": "f" * 64})
    folder = paths.runs_folder() / lease.name
    folder.mkdir(parents=True)
    return folder


def test_without_a_command_it_explains_itself(zoo):
    assert "zoo store check" in zoo()[1]


def test_a_whole_store(zoo, run, zoo_home):
    assert zoo("check", "--quick") == (0, f"{zoo_home / 'zoo.db'} is whole: 1 run.\n", "")
    document = {"store": str(zoo_home / "zoo.db"), "runs": 1, "problems": []}
    assert json.loads(zoo("check", "--quick", "--json")[1]) == document


def test_a_problem_is_named_and_is_status_5(zoo, run, zoo_home):
    status, out, err = zoo("check")
    assert status == 5
    assert out.splitlines()[2].split()[:2] == ["weights", "aaaa.1"]
    assert f"The store {zoo_home / 'zoo.db'} has 1 problem." in err
    assert "Try: zoo show aaaa.1" in err
    assert len(err.splitlines()) <= 6
    status, out, _ = zoo("check", "--json")
    assert status == 5
    (problem,) = json.loads(out)["problems"]
    assert problem == {"what": "weights", "where": "aaaa.1", "detail": f"{run / 'weights.npz'} is not there."}


@pytest.mark.parametrize(
    ("damage", "hint"),
    [
        (lambda run: run.rmdir(), "zoo rm aaaa.1"),
        (lambda run: (run.parent / "bbbb.1").mkdir(), "zoo gc --orphans --dry-run"),
        (lambda run: (run.parent.parent / "zoo.db").write_bytes(b"no database at all" * 100), "mv "),
    ],
)
def test_every_problem_has_its_remedy(zoo, run, damage, hint):
    damage(run)
    status, _, err = zoo("check", "--quick")
    assert status == 5
    assert f"Try: {hint}" in err


def test_no_store(zoo, zoo_home):
    assert zoo("check") == (0, "", f"No runs yet in {zoo_home / 'zoo.db'}.\nTry: zoo run\n")
    status, out, err = zoo("backup")
    assert (status, out) == (5, "")
    assert "There is no store" in err
    assert not zoo_home.exists()


def test_a_backup_beside_the_store(zoo, run, zoo_home):
    status, out, err = zoo("backup")
    assert (status, err) == (0, "")
    (copy,) = zoo_home.glob("zoo.db.*.backup")
    assert out.startswith(f"{copy}: 1 run, ")
    assert Store.open(f"sqlite:///{copy}").run("aaaa.1").status == "done"


def test_a_backup_elsewhere(zoo, run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert zoo("backup", "copy.db")[0] == 0
    assert (tmp_path / "copy.db").exists()
    (tmp_path / "folder").mkdir()
    assert zoo("backup", "folder")[0] == 0
    assert len(list((tmp_path / "folder").glob("zoo.db.*.backup"))) == 1


def test_a_backup_over_the_store_or_into_nothing(zoo, run, tmp_path, zoo_home):
    before = (zoo_home / "zoo.db").read_bytes()
    assert zoo("backup", zoo_home / "zoo.db")[0] == 2
    status, _, err = zoo("backup", tmp_path / "none" / "copy.db")
    assert status == 5
    assert "cannot be written" in err
    assert (zoo_home / "zoo.db").read_bytes() == before


def test_a_backup_on_a_full_disk_is_status_5(zoo, run, tmp_path):
    small = tmp_path / "small"
    small.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", str(small)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no file system can be mounted here: needs root")
    try:
        status, out, err = zoo("backup", small / "copy.db")
        assert list(small.iterdir()) == []
    finally:
        subprocess.run(["umount", str(small)], check=True)
    assert (status, out) == (5, "")
    assert "full" in err


@pytest.fixture
def place(monkeypatch):
    """An empty place in memory, which `ZOO_FILES` names."""
    import fsspec

    fsspec.filesystem("memory").store.clear()
    monkeypatch.setenv("ZOO_FILES", "memory://team")
    yield "memory://team"
    fsspec.filesystem("memory").store.clear()


def test_upload(zoo, run, place):
    (run / "log.txt").write_text("0123456789")
    assert zoo("upload") == (0, "Uploaded aaaa.1: 10 bytes\n", "")
    assert zoo("upload") == (0, "Nothing is to be uploaded.\n", "")
    assert zoo("upload", "aaaa.1")[1] == "Uploaded aaaa.1: 10 bytes\n"
    assert json.loads(zoo("upload", "aaaa.1", "--json")[1]) == [{"run": "aaaa.1", "bytes": 10}]


def test_upload_needs_a_place_a_result_and_its_folder(zoo, run, place, monkeypatch):
    Store.open().begin(fakes.run(experiment_id="bbbb"))
    status, _, err = zoo("upload", "bbbb.1")
    assert (status, err.splitlines()[0]) == (2, "Error: Run 'bbbb.1' has no result: it is running.")
    run.rmdir()
    status, _, err = zoo("upload", "aaaa.1")
    assert (status, err.splitlines()[0]) == (5, "Error: The folder of run aaaa.1 is not here.")
    monkeypatch.delenv("ZOO_FILES")
    status, _, err = zoo("upload")
    assert (status, err.splitlines()[0]) == (2, "Error: ZOO_FILES is not set.")
