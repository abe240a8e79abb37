"""`zoo reproduce`: what it prints, and its exit status; with workers that train nothing."""

from __future__ import annotations

import json

import pytest

from zoo.cli import program
from zoo.execution import reproduction
from zoo.store import Store


@pytest.fixture
def reproduce(zoo_run, capsys):
    """Returns a function that reproduces a run of the model `good`, and returns its status, stdout and stderr."""
    zoo_run("-d", "images", "-m", "good")
    (run,) = Store.open().runs()

    def reproduce(*arguments):
        status = program.run(["reproduce", run.name, *arguments])
        captured = capsys.readouterr()
        return status, captured.out.replace(run.experiment_id, "ID"), captured.err

    return reproduce


def test_other_bits_of_which_nothing_is_known(reproduce):
    status, out, err = reproduce()
    lines = out.splitlines()
    assert status == 1
    assert lines[0] == "ID.2: ID.1 trained again, off by 0.00 points; how far another seed would be off is not known"
    assert lines[2].split() == ["ID.1", "ID.2"]
    assert lines[4].split() == ["test", "accuracy", "90.00%", "90.00%"]
    assert lines[-2] == "What made them: what made ID.1 is not known; what made ID.2 is not known."
    assert lines[-1] == "The leaderboard counts the newer of the two. To have it count ID.1 again: zoo rm ID.2"
    assert "done: images, good" in err


def test_within_what_another_seed_makes(reproduce, monkeypatch):
    monkeypatch.setattr(reproduction, "half_width", lambda old, new, store: 0.02)
    status, out, err = reproduce("-q")
    assert (status, err) == (0, "")
    assert out.startswith(
        "ID.2: ID.1 trained again, off by 0.00 points: within the 2.00 points that another seed may be"
    )


def test_json(reproduce):
    status, out, _ = reproduce("--json")
    found = json.loads(out)
    assert (status, found["run"], found["again"]) == (1, "ID.1", "ID.2")
    assert (found["outcome"], found["same_weights"], found["difference"]) == ("unknown", None, 0.0)
    assert found["test_accuracy"] == [0.9, 0.9]


def test_the_same_bits(reproduce, monkeypatch):
    monkeypatch.setattr(reproduction.Reproduction, "outcome", "identical")
    status, out, _ = reproduce()
    assert (status, out.splitlines()[0]) == (0, "ID.2: ID.1 trained again, bit for bit the same")
    assert "leaderboard" not in out


def test_a_run_that_is_not_there(fakes, capsys):
    assert program.run(["reproduce", "abc"]) == 2
    assert "Error: No run is called 'abc'" in capsys.readouterr().err
