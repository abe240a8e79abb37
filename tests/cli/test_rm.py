"""`zoo rm RUN...`: asks, removes, and refuses what is running or not clear."""

from __future__ import annotations

import io
import json

import pytest

from tests.ranking import fakes
from zoo import paths
from zoo.cli import program
from zoo.store import Store


@pytest.fixture
def zoo(capsys, monkeypatch):
    """Returns a function that runs `zoo rm` with an answer, and returns its status, stdout and stderr."""

    def run(*arguments, answer=""):
        monkeypatch.setattr("sys.stdin", io.StringIO(answer))
        status = program.run(["rm", *arguments])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run


@pytest.fixture
def runs(zoo_home):
    """Two finished runs with files, one that failed without any, one that is running."""
    store = Store.open()
    for experiment in ("aaaa", "aaaa", "bbbb"):
        lease = store.begin(fakes.run(experiment_id=experiment, test_accuracy=None))
        store.finish(lease, {"test_accuracy": 0.912})
        folder = paths.runs_folder() / lease.name
        folder.mkdir(parents=True)
        (folder / "log.txt").write_bytes(b"x" * 2_000_000)
    store.fail(store.begin(fakes.run(experiment_id="cccc", test_accuracy=None)), {"message": "no"})
    store.begin(fakes.run(experiment_id="dddd"))


def left():
    return sorted(run.name for run in Store.open().runs())


ALL = ["aaaa.1", "aaaa.2", "bbbb.1", "cccc.1", "dddd.1"]


def test_without_a_question(zoo, runs):
    assert zoo("aaaa.1", "bbbb.1", "--yes") == (0, "Removed aaaa.1: 2.0 MB\nRemoved bbbb.1: 2.0 MB\n", "")
    assert left() == ["aaaa.2", "cccc.1", "dddd.1"]
    assert sorted(path.name for path in paths.runs_folder().iterdir()) == ["aaaa.2"]


@pytest.mark.parametrize("answer", ["y\n", "Yes\n"])
def test_yes(zoo, runs, answer):
    status, out, err = zoo("bbbb", answer=answer)
    assert (status, out) == (0, "Removed bbbb.1: 2.0 MB\n")
    assert err == "bbbb.1  dots net none quick, seed 0: done, 91.20%\nRemove this run? [y/N] "
    assert "bbbb.1" not in left()


def test_runs_that_began_with_its_weights_are_named(zoo, runs):
    for experiment, origin in {"eeee": "bbbb.1", "ffff": "bbbb.12"}.items():
        Store.open().begin(fakes.run(experiment_id=experiment, model=f"net:from={origin}", test_accuracy=None))
    err = zoo("bbbb.1", answer="n")[2]
    assert err.startswith("bbbb.1  dots net none quick, seed 0: done, 91.20%; eeee.1 began with its weights\n")


@pytest.mark.parametrize("answer", ["n\n", "\n", "what\n"])
def test_no(zoo, runs, answer):
    status, out, err = zoo("bbbb.1", "cccc.1", answer=answer)
    assert (status, out) == (0, "")
    assert "Remove these 2 runs? [y/N] Nothing was removed." in err
    assert left() == ALL


def test_nobody_to_ask(zoo, runs):
    status, out, err = zoo("bbbb.1")
    assert (status, out) == (2, "")
    assert err.rstrip().endswith("Try: zoo rm bbbb.1 --yes")
    assert left() == ALL


def test_json(zoo, runs):
    status, out, err = zoo("bbbb", "cccc", "bbbb.1", "--yes", "--json")
    assert (status, err) == (0, "")
    folder = paths.runs_folder()
    assert json.loads(out) == [
        {"run": "bbbb.1", "folder": str(folder / "bbbb.1"), "bytes": 2_000_000},
        {"run": "cccc.1", "folder": str(folder / "cccc.1"), "bytes": 0},
    ]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("dddd.1", "Run 'dddd.1' is running; nothing was removed."),
        ("aaaa", "Several runs begin with 'aaaa'."),
        ("eeee", "No run is called 'eeee'."),
    ],
)
def test_what_is_refused_removes_nothing_else_either(zoo, runs, name, message):
    status, out, err = zoo("bbbb.1", name, "--yes")
    assert (status, out) == (2, "")
    assert message in err
    assert len(err.splitlines()) <= 6
    assert left() == ALL
    assert len(list(paths.runs_folder().iterdir())) == 3


def test_a_store_that_is_not_there_is_not_made(zoo, zoo_home):
    assert zoo("aaaa", "--yes")[0] == 2
    assert not zoo_home.exists()
