"""Commands on a machine that has the store and not the files of a run: what fetches them, what does not need them."""

from __future__ import annotations

import json
import platform
import shutil

import fsspec
import pytest

from tests.cli import asked
from zoo import paths
from zoo.api.recorded import Run
from zoo.cli import context, program
from zoo.site.gather.store import stored
from zoo.store import Store
from zoo.store.shared import SharedFiles


@pytest.fixture
def run(monkeypatch, zoo_home, tmp_path):
    """The name of a run that another machine, gpu1, made: this one has a copy of the store."""
    monkeypatch.setattr(context, "registry", asked.registry)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setattr("zoo.store.attempts.this_machine", lambda: "gpu1, boot 1234")
    name = asked.record()
    (paths.run_folder(name) / "log.txt").write_text("it went well\n")
    monkeypatch.setattr(platform, "node", lambda: "laptop")
    (tmp_path / "laptop").mkdir()
    shutil.copy(zoo_home / "zoo.db", tmp_path / "laptop")
    monkeypatch.setenv("ZOO_HOME", str(tmp_path / "laptop"))
    return name


@pytest.fixture
def place(run, zoo_home, monkeypatch, tmp_path):
    """What `ZOO_FILES` names, with the run in it."""
    fsspec.filesystem("memory").store.clear()
    monkeypatch.setenv("ZOO_FILES", "memory://team")
    shared = SharedFiles.opened()
    shared.upload(Store.open().run(run), zoo_home / "runs" / run)
    yield shared
    fsspec.filesystem("memory").store.clear()


@pytest.fixture
def zoo(capsys):
    """Returns a function that runs a command and returns its status, stdout and stderr."""

    def run(*arguments):
        status = program.run([*map(str, arguments)])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run


READ_FILES = [["logs"], ["probe"], ["probe", "sway"], ["card"]]


def typed(words, run):
    return [words[0], run, *words[1:]]


@pytest.mark.parametrize("words", READ_FILES, ids=" ".join)
def test_what_needs_the_files_fetches_them(words, run, place, zoo):
    status, out, err = zoo(*typed(words, run))
    assert status == 0, err
    assert out
    assert paths.run_folder(run).is_dir()


@pytest.mark.parametrize("words", READ_FILES, ids=" ".join)
def test_without_them_the_error_says_who_has_them(words, run, zoo):
    status, out, err = zoo(*typed(words, run))
    assert (status, out) == (5, "")
    assert err.splitlines() == [
        f"Error: The files of run {run} are not on this machine.",
        "Cause: They are on gpu1, which made them; ZOO_FILES names no place that has them.",
        f"Try: zoo store upload {run}   (on gpu1; with ZOO_FILES there and here)",
    ]


@pytest.mark.parametrize(
    "words", [["runs"], ["leaderboard"], ["show"], ["store", "check", "--quick"], ["gc"]], ids=" ".join
)
def test_what_does_not_need_them_does_not_fetch_them(words, run, place, zoo):
    status, out, err = zoo(*(typed(words, run) if words == ["show"] else words))
    assert status == 0, err
    assert out
    assert not paths.run_folder(run).exists()


def test_show_says_which_machine_has_them(run, zoo):
    assert "machine         gpu1" in zoo("show", run)[1]
    assert json.loads(zoo("show", run, "--json")[1])["elsewhere"] == "gpu1"


def test_a_report_fetches_what_it_shows(run, place):
    stored(Store.open(), asked.registry())
    assert paths.run_folder(run).is_dir()


def test_what_is_asked_later_is_shared_too(run, place, zoo):
    assert zoo("probe", run, "sway")[0] == 0
    files = place.manifest(Store.open().run(run)).files
    assert "probes/sway.json" in files


def test_what_cannot_be_shared_later_is_an_answer_all_the_same(run, place, zoo, monkeypatch):
    def refuse(path, content):
        raise PermissionError(path)

    own = SharedFiles.opened

    def opened():
        shared = own()
        monkeypatch.setattr(shared.files, "put_file", refuse)
        return shared

    monkeypatch.setattr(SharedFiles, "opened", opened)
    status, out, err = zoo("probe", run, "sway")
    assert (status, "swayed" in out) == (0, True)
    assert f"Try: zoo store upload {run}" in err
    assert (paths.run_folder(run) / "probes/sway.json").is_file()


def test_rm_removes_it_there(run, place, zoo):
    assert zoo("rm", run, "--yes")[0] == 0
    assert place.listing() == {}


def test_python_fetches_what_it_reads_and_nothing_to_be_shown(run, place):
    found = Run(Store.open().run(run))
    assert found._repr_png_() is None
    assert found._repr_html_()
    assert not paths.run_folder(run).exists()
    assert found.folder == paths.run_folder(run)
    assert found.folder.is_dir()


def test_doctor_tells_of_it(run, place, monkeypatch):
    from zoo.health import storage

    (found,) = storage.files()
    assert found.state == "ok"
    assert found.found.startswith("memory://team: 1 run, ")
    monkeypatch.delenv("ZOO_FILES")
    assert list(storage.files()) == []
