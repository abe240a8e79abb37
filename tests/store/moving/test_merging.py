"""Tests of `zoo merge`: each run comes once, whole, and whatever ends it the next one goes on."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
from pathlib import Path

import numpy as np
import pytest

from tests.long import LONG
from tests.ranking import fakes
from zoo import paths
from zoo.files import arrays_sha256
from zoo.store import INTERRUPTED, Store
from zoo.store.maintenance import checkup, folders
from zoo.store.moving import bringing, merging, raw
from zoo.store.moving.places import here, place
from zoo.store.run_folder import RunFolder


@pytest.fixture
def train(home):
    """Returns a function that records a run in a home, with its folder, and returns its name."""

    def train(where, experiment="aaaa", weights=1.0, **changes):
        home(where)
        run = fakes.run(experiment_id=experiment, group_id=f"g{experiment}", **changes)
        lease = (store := Store.open()).begin(run)
        _folder(lease.name, weights)
        result = {"weights_sha256": arrays_sha256([np.array([weights])]), "test_accuracy": 0.9, **run.metrics}
        store.finish(lease, {**result, "correct": fakes.right(0.9)})
        return lease.name

    return train


@pytest.fixture
def interrupt(home):
    """Returns a function that records a run in a home that was interrupted, with its checkpoint; `on`: that went on."""

    def interrupt(where, experiment="cccc", on=None, result=None):
        home(where)
        run = fakes.run(experiment_id=experiment, host=f"the machine of {where}")
        lease = (store := Store.open()).begin(run, resume=on)
        _folder(lease.name, 1.0, lease.token)
        if result is None:
            store.beat([lease], {lease.name: lease.token})
            store.fail(lease, {"message": "no"}, INTERRUPTED)
        else:
            store.finish(lease, result)
        return lease.name

    return interrupt


def _folder(name, weights, token=1):
    folder = RunFolder(paths.run_folder(name), token)
    folder.claim()
    np.savez(folder.path / folders.WEIGHTS, **{"0": np.array([weights])})
    (folder.path / "probes" / "shift").mkdir(parents=True, exist_ok=True)
    (folder.path / "probes" / "shift" / "picture.png").write_bytes(b"a picture")
    (folder.path / ".half.tmp").write_bytes(b"no file yet")


@pytest.fixture
def merge(home, zoo, tmp_path):
    """Returns a function that merges one home into another, and returns what becomes of each run."""

    def merge(there, here, *options, status=0):
        home(here)
        found, out, err = zoo("merge", tmp_path / there, "--json", *options)
        assert found == status, err
        return {step["run"]: (step["what"], step["here"], " ".join(step["notes"])) for step in json.loads(out)}

    return merge


def files(home):
    """Returns all files of runs, by their place."""
    return {
        str(path.relative_to(home)): path.read_bytes()
        for path in sorted(home.rglob("runs/*/**/*"))
        if path.is_file() and not path.name.endswith((".lock", ".tmp"))
    }


def whole(home):
    """Asserts that store and folders of a home agree, and that a merge left nothing else."""
    os.environ["ZOO_HOME"] = str(home)
    assert {problem.what for problem in checkup.problems(Store.open())} <= {"predictions"}, "there is no test.npz"
    assert {path.name for path in (home / "runs").iterdir()} == {".lock", *Store.open().names()}


def test_each_run_comes_once_with_its_folder(train, merge, content, tmp_path):
    names = [train("there", experiment, test_accuracy=0.9) for experiment in ("aaaa", "bbbb", "dddd")]
    before = files(tmp_path / "there"), content(tmp_path / "there")
    train("here", "eeee")
    assert merge("there", "here") == {name: ("new", name, "") for name in names}
    after = content(tmp_path / "here")
    assert [row[1:] for row in after["runs"][1:]] == [row[1:] for row in before[1]["runs"]]
    assert [len(after[table]) for table in ("metric", "predictions")] == [12, 4]
    assert before[0].items() <= files(tmp_path / "here").items()
    assert (files(tmp_path / "there"), content(tmp_path / "there")) == before
    assert merge("there", "here") == {name: ("here", name, "") for name in names}
    assert content(tmp_path / "here") == after
    whole(tmp_path / "here")


def test_from_a_server_and_into_one(train, merge, postgres, content, planned_for, home, tmp_path, zoo, monkeypatch):
    names = [train("there", experiment) for experiment in ("aaaa", "bbbb")]
    server = postgres.new_database()
    monkeypatch.setenv("ZOO_STORE", server)
    for what in ("new", "here"):
        assert merge("there", "here") == {name: (what, name, "") for name in names}
    assert content(server) == content(tmp_path / "there")
    assert planned_for(server, "runs") == 2
    monkeypatch.delenv("ZOO_STORE")
    home("third")
    assert zoo("merge", server, "--files", tmp_path / "here")[0] == 0
    assert content(tmp_path / "third") == content(tmp_path / "there")
    assert files(tmp_path / "third") == files(tmp_path / "here") == files(tmp_path / "there")
    for store in (Store.open(), Store.open(server)):
        assert store.begin(fakes.run(experiment_id="aaaa")).name == "aaaa.2"
        assert [run.name for run in store.runs()] == ["aaaa.2", "bbbb.1", "aaaa.1"]


def test_a_name_that_another_run_has_here_gets_the_next_number(train, merge, tmp_path, zoo):
    train("there", weights=1.0)
    begun = train("there", "bbbb", model="net:from=aaaa.1")
    train("here", weights=2.0)
    what, name, note = merge("there", "here")["aaaa.1"]
    assert (what, name) == ("new", "aaaa.2")
    assert note.startswith("It has other weights than aaaa.1, of the same code, data and threads.")
    assert merge("there", "here") == {"aaaa.1": ("here", "aaaa.2", ""), begun: ("here", begun, "")}
    out = zoo("leaderboard", "--format", "json")[1]
    assert [run["name"] for row in json.loads(out)["rows"] for run in row["runs"]] == ["aaaa.2", begun]
    whole(tmp_path / "here")


def test_what_began_with_a_run_of_another_name_is_named(train, merge):
    train("there")
    begun = train("there", "bbbb", model="net:from=aaaa.1")
    train("here")
    note = "It began with the weights of aaaa.1 there, which is aaaa.2 here."
    assert merge("there", "here") == {"aaaa.1": ("new", "aaaa.2", ""), begun: ("new", begun, note)}


def test_a_running_run_is_left_out(train, merge, home):
    name = train("there")
    lease = Store.open().begin(fakes.run(experiment_id="rrrr"))
    left_out = ("left out", None, "It is running there.")
    assert merge("there", "here") == {name: ("new", name, ""), lease.name: left_out}


def test_a_run_of_a_dead_process_comes_as_interrupted(merge, home, dead_process):
    home("there")
    lease = Store.open().begin(fakes.run(experiment_id="rrrr", pid=dead_process))
    assert merge("there", "here") == {lease.name: ("new", lease.name, "")}
    assert sqlite3.connect(home("here") / "zoo.db").execute("select status from runs").fetchall() == [(INTERRUPTED,)]
    assert Store.open().run(lease.name).error["resumable"]
    assert merge("there", "here")[lease.name][0] == "here"


def test_an_interrupted_run_goes_on_here(interrupt, merge, tmp_path):
    name = interrupt("there")
    assert merge("there", "here") == {name: ("new", name, "")}
    assert Store.open().run(name).epochs_done == 1
    assert interrupt("here", on=name) == name
    assert merge("there", "here") == {name: ("here", name, "")}
    assert Store.open().run(name).token == 2
    whole(tmp_path / "here")


def test_a_run_that_went_on_there_is_brought_in_its_place(interrupt, merge, content, tmp_path):
    name = interrupt("there")
    merge("there", "here")
    interrupt("there", on=name, result={"test_accuracy": 0.8})
    assert merge("there", "here") == {name: ("further", name, f"It went on there; {name} here was interrupted.")}
    assert content(tmp_path / "here") == content(tmp_path / "there")
    assert files(tmp_path / "here") == files(tmp_path / "there")
    assert merge("there", "here") == {name: ("here", name, "")}
    assert merge("here", "there") == {name: ("here", name, "")}
    whole(tmp_path / "here")


def test_what_is_running_here_is_not_replaced(interrupt, merge, home):
    name = interrupt("there")
    merge("there", "here")
    lease = Store.open().begin(fakes.run(experiment_id="cccc"), resume=name)
    interrupt("there", on=name, result={"test_accuracy": 0.8})
    left_out = ("left out", name, f"It went on there, and is running here: {name}.")
    assert merge("there", "here") == {name: left_out}
    Store.open().fail(lease, None, INTERRUPTED)
    assert merge("there", "here")[name][0] == "further"


def test_what_was_removed_here_does_not_come_back_unasked(train, merge, tmp_path):
    name = train("there")
    merge("there", "here")
    Store.open().remove(name, lambda: shutil.rmtree(paths.run_folder(name)))
    what, here, note = merge("there", "here")[name]
    assert (what, here) == ("left out", None)
    assert "--removed" in note
    assert merge("there", "here", "--removed")[name][:2] == ("new", "aaaa.2")
    assert merge("there", "here", "--removed")[name][:2] == ("here", "aaaa.2")
    whole(tmp_path / "here")


def test_a_run_without_a_folder_is_said_and_its_folder_comes_when_it_is_there(train, merge, tmp_path):
    name = train("there")
    folder = tmp_path / "there" / "runs" / name
    folder.rename(tmp_path / "kept")
    assert merge("there", "here")[name] == ("new", name, "There is no folder of it, so that its files are not here.")
    (tmp_path / "kept").rename(folder)
    assert merge("there", "here")[name] == ("here", name, "Its folder was missing here, and is brought.")
    whole(tmp_path / "here")


def test_what_is_damaged_there_is_named_and_left_out(train, merge, home, zoo, tmp_path):
    good, bad, worse = (train("there", experiment) for experiment in ("aaaa", "bbbb", "dddd"))
    np.savez(paths.run_folder(bad) / folders.WEIGHTS, **{"0": np.array([7.0])})
    connection = sqlite3.connect(tmp_path / "there" / "zoo.db")
    connection.execute("update runs set started = 'x' where name = ?", [worse])
    connection.commit()
    found = merge("there", "here", status=5)
    assert found[good] == ("new", good, "")
    assert found[bad][:2] == ("left out", None)
    assert "has other weights than were recorded" in found[bad][2]
    _, out, err = zoo("merge", tmp_path / "there")
    assert out.endswith("0 brought, 1 here already, 2 left out.\n")
    assert f"2 of the runs in {tmp_path / 'there' / 'zoo.db'} are damaged, and left out." in err
    assert f"Try: ZOO_HOME={tmp_path / 'there'} zoo store check" in err
    whole(tmp_path / "here")


def test_a_dry_run_changes_nothing(train, merge, tmp_path):
    name = train("there")
    assert merge("there", "here", "--dry-run") == {name: ("new", name, "")}
    assert not (tmp_path / "here").exists()


def test_what_cannot_be_merged(zoo, train, tmp_path):
    train("here")
    status, _, err = zoo("merge", tmp_path / "here")
    assert status == 2
    assert "is this zoo's own store" in err
    status, _, err = zoo("merge", tmp_path / "none")
    assert status == 5
    assert f"There is no store in {tmp_path / 'none' / 'zoo.db'}." in err
    assert not (tmp_path / "none").exists()


def test_an_export_is_no_store(zoo, tmp_path):
    (tmp_path / "board.json").write_text('{"rows": []}')
    for words in (["merge", tmp_path / "board.json"], ["store", "copy", tmp_path / "board.json", tmp_path / "to.db"]):
        status, _, err = zoo(*words)
        assert status == 5
        assert "board.json is no store." in err
        assert "zoo leaderboard --from FILE" in err
        assert ".damaged" not in err


STEPS = [(raw, "write"), (bringing, "set_aside"), (shutil, "copytree"), (folders, "remove"), (Path, "touch"),
         (Path, "rename"), (bringing.Bringing, "done")]  # fmt: skip


def _merged_until(last, there):
    """Merges in a process that kills itself before a step, and returns whether it came to its end."""
    if pid := os.fork():
        return os.waitpid(pid, 0)[1] == 0
    count = iter(range(1 << 30))
    for where, name in STEPS:
        original = getattr(where, name)

        def counted(*args, _original=original, **kwargs):
            if next(count) == last:
                os.kill(os.getpid(), signal.SIGKILL)
            return _original(*args, **kwargs)

        setattr(where, name, counted)
    try:
        merging.merge(place(str(there)), here(), removed=True)
        os._exit(0)
    finally:
        os._exit(1)


def test_a_merge_that_is_killed_at_any_place_goes_on(train, interrupt, merge, content, home, tmp_path, monkeypatch):
    monkeypatch.setattr(merging, "AT_A_TIME", 2)
    for experiment in ("aaaa", "bbbb"):
        train("there", experiment)
    name = interrupt("there")
    train("before", "aaaa", 2.0)
    merge("there", "before")
    os.environ["ZOO_HOME"] = str(tmp_path / "before")
    Store.open().remove("bbbb.1", lambda: shutil.rmtree(paths.run_folder("bbbb.1")))
    interrupt("there", on=name, result={"test_accuracy": 0.8})
    expected = None
    for last in range(0, 1000, 1 if LONG else 3):
        shutil.rmtree(tmp_path / "here", ignore_errors=True)
        shutil.copytree(tmp_path / "before", tmp_path / "here")
        home("here")
        ended = _merged_until(last, tmp_path / "there")
        merge("there", "here", "--removed")
        found = content(tmp_path / "here"), files(tmp_path / "here")
        expected = expected or found
        assert found == expected, f"killed at step {last}"
        whole(tmp_path / "here")
        if ended:
            break
    assert last > 10
    assert [row[2] for row in found[0]["runs"]] == ["aaaa.1", "aaaa.2", name, "bbbb.2"]
