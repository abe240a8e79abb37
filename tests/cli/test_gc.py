"""`zoo gc`: what it shows, what it removes, how much space that is."""

from __future__ import annotations

import json

import pytest

from tests.ranking import fakes
from zoo import paths
from zoo.cli import program
from zoo.store import Store


@pytest.fixture
def zoo(capsys):
    """Returns a function that runs `zoo gc` and returns its status, stdout and stderr."""

    def run(*arguments):
        status = program.run(["gc", *arguments])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run


@pytest.fixture
def checkpoints(zoo_home):
    """The checkpoints of a run that is done, and a copy of the store."""
    store = Store.open()
    lease = store.begin(fakes.run(experiment_id="aaaa"))
    store.finish(lease, {})
    store.copy(zoo_home / "zoo.db.backup")
    folder = paths.runs_folder() / lease.name / "checkpoints"
    folder.mkdir(parents=True)
    (folder / "0001-0000.ckpt").write_bytes(b"x" * 1_500_000)
    return folder


def test_nothing_to_do(zoo, zoo_home):
    assert zoo() == (0, "Nothing is left over.\n", "")
    assert not zoo_home.exists()


def test_a_dry_run_removes_nothing(zoo, checkpoints):
    line = f"checkpoints of a run that is over: {checkpoints}, 1.5 MB\n"
    assert zoo("--dry-run") == (0, f"{line}Would free 1.5 MB.\n", "")
    assert checkpoints.exists()
    assert zoo() == (0, f"{line}Freed 1.5 MB.\n", "")
    assert not checkpoints.exists()
    assert checkpoints.parent.exists()
    assert zoo()[1] == "Nothing is left over.\n"


def test_json(zoo, checkpoints):
    expected = [{"what": "checkpoints of a run that is over", "path": str(checkpoints), "bytes": 1_500_000}]
    assert json.loads(zoo("--json", "--dry-run")[1]) == expected
    assert json.loads(zoo("--json")[1]) == expected
    assert json.loads(zoo("--json")[1]) == []


def test_copies_of_the_store_go_only_where_that_is_asked_for(zoo, checkpoints, zoo_home):
    zoo()
    assert (zoo_home / "zoo.db.backup").exists()
    assert "a copy of the store" in zoo("--backups")[1]
    assert not (zoo_home / "zoo.db.backup").exists()
    assert (zoo_home / "zoo.db").exists()


def test_results_of_no_run_are_named_and_kept(zoo, checkpoints):
    orphan = paths.runs_folder() / "bbbb.1"
    orphan.mkdir()
    (orphan / "weights.npz").write_text("weights")
    _, out, err = zoo("--dry-run")
    assert str(orphan) not in out
    assert str(orphan) in err
    assert err.endswith("Try: zoo gc --orphans\n")
    assert str(orphan) in zoo("--orphans")[1]
    assert not orphan.exists()
