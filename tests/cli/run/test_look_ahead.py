"""`zoo run --dry-run`: what cannot be trained, how long the rest takes; nothing is trained."""

from __future__ import annotations

import json
import signal
from dataclasses import replace

import pytest

from tests.ranking import fakes as boards
from zoo.execution import requirements, runner
from zoo.execution.estimate import AROUND, START_UP
from zoo.execution.signals import Interrupted

pytestmark = pytest.mark.usefixtures("fakes")


@pytest.fixture(autouse=True)
def timed(monkeypatch):
    """However busy the machine is, earlier runs took no more than their training."""
    monkeypatch.setattr("zoo.execution.estimate._around", lambda run: 0.0)


@pytest.fixture
def planned(zoo_run):
    """Returns a function that plans, and returns the plan as JSON has it."""

    def plan(*arguments):
        status, out, err = zoo_run(*arguments, "--dry-run", "--json")
        assert status == 0, err
        return json.loads(out)

    return plan


def test_it_shows_the_plan_and_records_nothing(zoo_run, zoo_home, monkeypatch):
    monkeypatch.setattr(runner, "run", None)
    status, out, err = zoo_run("--dry-run", "--limit", "50")
    assert status == 0
    assert out.count("to do") == 3
    assert "zoo run -d images -m good -a none -r fast --seed 0 --validation 0.1 --limit 50" in out
    assert "checking 2 combinations: TensorFlow starts" in err
    assert not (zoo_home / "zoo.db").exists()
    assert not (zoo_home / "runs").exists()


def test_without_a_probe_no_worker_is_started(zoo_run, zoo_home, monkeypatch):
    monkeypatch.setattr(runner, "look", None)
    status, out, err = zoo_run("--dry-run", "--no-probe")
    assert (status, err) == (0, "")
    assert "Time: not known, for nothing like it has run before" in out
    assert not zoo_home.exists()


def test_a_probe_tells_how_long_it_takes(planned):
    plan = planned("--seeds", "3", "-j", "2")
    assert [entry["seconds"] for entry in plan["experiments"]] == [60.0 + AROUND] * 6
    assert (plan["seconds"], plan["jobs"]) == (180.0 + 3 * AROUND + START_UP, 2)


def test_an_earlier_run_tells_it_without_a_worker(zoo_run, planned, monkeypatch):
    zoo_run("-d", "images", "-m", "good")
    monkeypatch.setattr(runner, "look", None)
    plan = planned("-d", "images", "-m", "good", "--seeds", "3")
    assert [entry["status"] for entry in plan["experiments"]] == ["done", "to do", "to do"]
    assert [entry["seconds"] for entry in plan["experiments"]] == [None, pytest.approx(0.3), pytest.approx(0.3)]
    assert plan["seconds"] == pytest.approx(START_UP + 0.6)


def test_the_cores_divided_among_jobs_are_the_threads_that_earlier_runs_are_asked_for(zoo_run, planned, monkeypatch):
    monkeypatch.setattr(runner, "cores", lambda: 8)
    zoo_run("-d", "images", "-m", "good", "--threads", "8")
    monkeypatch.setattr(runner, "look", None)
    (_, other) = planned("-d", "images", "-m", "good", "--seeds", "2", "-j", "2")["experiments"]
    assert other["seconds"] == pytest.approx(0.6)


def test_what_is_like_an_earlier_run_is_checked_and_not_measured(zoo_run, monkeypatch):
    zoo_run("-d", "images", "-m", "good")
    looked = []

    def look(items, **more):
        looked.append(({item.experiment.group_id for item in items}, more["probe"]))
        return {}

    monkeypatch.setattr(runner, "look", look)
    assert zoo_run("-d", "images", "-m", "good,better", "-a", "none,none+none", "--dry-run")[0] == 0
    ((groups, probe),) = looked
    assert (len(groups), len(probe)) == (3, 2)
    assert probe < groups


def test_an_earlier_run_of_the_model_tells_how_large_it_is(zoo_run, planned):
    zoo_run("-d", "images", "-m", "good")
    plan = planned("-d", "images", "-m", "good", "--epochs", "9", "--no-probe")
    assert plan["disk_bytes"] == requirements.OTHER_FILES + 7 * 4 + 7 * 24
    assert planned("-d", "images", "-m", "better", "--no-probe")["disk_bytes"] == 0


def test_what_a_worker_refuses_is_impossible(zoo_run, planned):
    plan = planned("-d", "images", "-m", "good,misfit", "--seeds", "2")
    assert plan["counts"] == {"to do": 2, "impossible": 2}
    assert [entry["trained"] for entry in plan["experiments"]] == [True, True, False, False]
    assert plan["experiments"][2]["reasons"] == ["It does not fit. Too big."]
    out = zoo_run("-d", "images", "-m", "good,misfit", "--seeds", "2", "--dry-run")[1]
    assert out.count("images, misfit, none, fast is impossible: It does not fit. Too big.") == 1
    assert "zoo run -d images -m misfit" not in out


def test_a_reason_is_told_once_for_all_combinations_that_have_it(zoo_run):
    out = zoo_run("-d", "images,others", "-m", "misfit,good", "--dry-run")[1]
    assert out.count("It does not fit. Too big.") == 1
    assert "misfit, none, fast (2 combinations) is impossible: It does not fit. Too big." in out


@pytest.mark.usefixtures("catalogue")
def test_what_is_not_installed_is_impossible(zoo_run):
    status, out, _ = zoo_run("--suite", "tried", "--dry-run")
    assert status == 0
    assert [line.split()[1] for line in out.splitlines() if line.endswith("impossible")] == ["vit", "vit"]
    assert "images, vit, none, fast is impossible: There is no model 'vit'. The package zoo-vit provides it" in out
    assert "5 experiments: 3 to do, 2 impossible." in out


@pytest.mark.usefixtures("catalogue")
def test_only_what_is_not_installed(planned, monkeypatch):
    monkeypatch.setattr(runner, "look", None)
    plan = planned("-d", "images", "-m", "vit")
    (entry,) = plan["experiments"]
    assert (entry["model"], entry["status"], entry["trained"]) == ("vit", "impossible", False)


def test_done_and_to_do(zoo_run, planned):
    zoo_run("-d", "images", "-m", "good")
    assert [(entry["model"], entry["status"], entry["trained"]) for entry in planned()["experiments"]] == [
        ("good", "done", False),
        ("better", "to do", True),
    ]
    again = planned("--force")
    assert [(entry["status"], entry["trained"]) for entry in again["experiments"]] == [("done", True), ("to do", True)]


def test_it_says_why_a_result_is_stale(zoo_run, monkeypatch):
    zoo_run("-d", "images", "-m", "good")
    monkeypatch.setattr("zoo.experiments.provenance.PROTOCOL", 99)
    out = zoo_run("-d", "images", "-m", "good", "--dry-run")[1]
    assert "images, good, none, fast, seed 0 is stale: protocol 1 made it" in out
    assert out.splitlines()[-1] == "1 experiment: 1 stale."
    out = zoo_run("-d", "images", "-m", "good", "--dry-run", "--refresh", "stale")[1]
    assert out.splitlines()[2].endswith("stale (again)")
    assert "Time: about 12s with -j 1" in out


def test_ctrl_c_ends_it_and_says_what_was_typed(zoo_run, monkeypatch):
    def interrupted(*arguments, **more):
        raise Interrupted(signal.SIGINT)

    monkeypatch.setattr(runner, "look", interrupted)
    status, out, err = zoo_run("--dry-run")
    assert (status, out) == (130, "")
    assert err.splitlines()[-1].startswith("Try: zoo run ")


def test_a_run_without_a_time_tells_nothing(planned):
    (entry,) = planned("-d", "images", "-m", "good", "--no-probe")["experiments"]
    assert entry["seconds"] is None


def test_a_run_that_goes_on_takes_the_epochs_that_its_checkpoint_lacks(zoo_run, planned, monkeypatch):
    zoo_run("-d", "images", "-m", "good", "--epochs", "3")
    whole = planned("-d", "images", "-m", "good", "--epochs", "3", "--seed", "1")["experiments"][0]["seconds"]
    cut = boards.run(status="interrupted")
    monkeypatch.setattr("zoo.execution.plan._after", lambda item, *_: replace(item, unfinished=cut, epochs_done=2))
    monkeypatch.setattr("zoo.execution.plan._counted", lambda *_: (None, []))
    plan = planned("-d", "images", "-m", "good", "--epochs", "3")
    (entry,) = plan["experiments"]
    assert (entry["status"], entry["epochs_done"]) == ("resumable", 2)
    assert entry["seconds"] == pytest.approx(whole - 2 * 0.1)
    assert plan["seconds"] == pytest.approx(START_UP + entry["seconds"])
