"""`zoo run`: options, the plan, results, failures and their exit statuses, with workers that train nothing."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from zoo.errors import UsageError
from zoo.execution import launching, runner
from zoo.store import Store

pytestmark = pytest.mark.usefixtures("fakes")


def test_without_arguments_the_demo(zoo_run):
    status, out, err = zoo_run()
    assert status == 0
    assert [line.split()[:5] for line in out.splitlines()[2:4]] == [
        ["images", "good", "none", "fast", "90.00%"],
        ["images", "better", "none", "fast", "90.00%"],
    ]
    assert "zoo leaderboard" in out
    assert "[1/2] images, good, none, fast, seed 0" in err
    assert "done: images, good, none, fast, seed 0: 90.00% of 100 test images in 0.1s" in err


def test_what_is_done_is_skipped_and_says_so(zoo_run):
    zoo_run()
    status, out, err = zoo_run()
    assert status == 0
    assert err.count("done before: ") == 2
    assert "90.00%" in err
    assert "90.00%" in out
    assert len(Store.open().runs()) == 2


def test_force_trains_again(zoo_run):
    zoo_run()
    assert "done before" not in zoo_run("--force")[2]
    assert len(Store.open().runs()) == 4


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-d", "images"], "--model is missing"),
        (["-m", "good"], "--dataset is missing"),
        (["-d", "images", "-m", "godo"], "Did you mean good"),
        (["-d", "images", "-m", "good:depth=3"], "has no parameter 'depth'"),
        (["-d", "images", "-m", "good", "--epochs", "3", "-r", "fast:epochs=2"], "given twice"),
        (["--seeds", "2", "--seed", "1"], "exclude each other"),
        (["--seeds", "0"], "--seeds"),
        (["--limit", "0"], "--limit"),
        (["--seed", "-1"], "expected an integer from 0"),
        (["--seed", "4294967296"], "expected an integer from 0"),
        (["--jobs", "0"], "--jobs"),
        (["--timeout", "1d"], "'1d' is not a time"),
        (["--refresh", "all"], "'all' is not 'stale'"),
        (["--launcher", "heer"], "There is no launcher 'heer'"),
        (["--launcher", "here,there"], "is not one launcher"),
        (["--suite", "tred"], "There is no suite 'tred'"),
        (["--validation", "1"], "not a fraction between 0 and 1"),
        (["--validation", "nan"], "not a fraction between 0 and 1"),
        (["--validation", "some"], "not a fraction between 0 and 1"),
    ],
)
def test_what_cannot_be_is_a_usage_error_before_any_worker(zoo_run, monkeypatch, arguments, message):
    monkeypatch.setattr(runner, "run", None)
    status, out, err = zoo_run(*arguments)
    assert status == UsageError.exit_status
    assert message in err
    assert out == ""
    assert len(err.splitlines()) <= 6


@pytest.mark.usefixtures("catalogue")
def test_a_suite(zoo_run):
    assert zoo_run("--suite", "tried", "-m", "good,better")[0] == 0
    assert [(run.model, run.seed) for run in reversed(Store.open().runs())] == [
        ("good", 0),
        ("good", 1),
        ("better", 0),
        ("better", 1),
    ]
    assert "There is no suite 'tred'" in zoo_run("--suite", "tred")[2]


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(("suite", "count"), [(["--suite", "tried"], "1 of 3"), (["-d", "images", "-m", "vit"], "")])
def test_what_is_not_installed_is_refused_before_anything_trains(zoo_run, monkeypatch, zoo_home, suite, count):
    monkeypatch.setattr(runner, "run", None)
    status, out, err = zoo_run(*suite)
    assert (status, out) == (2, "")
    assert err.startswith(f"Error: {count} combinations cannot" if count else "Error: This combination cannot")
    assert "images, vit, none, fast: There is no model 'vit'." in err
    assert err.splitlines()[-1] == "Try: zoo install zoo-vit"
    assert not zoo_home.exists()


def test_several_jobs_share_the_cores(zoo_run, monkeypatch):
    given = []

    def run(items, **more):
        given.append((more["options"].jobs, more["options"].threads))
        return {}

    monkeypatch.setattr(runner, "run", run)
    for words in ([], ["-j", "4"], ["--jobs", "2", "--threads", "5"]):
        zoo_run("-q", *words)
    assert given == [(None, None), (4, None), (2, 5)]


def test_what_the_runner_is_told(zoo_run, monkeypatch):
    given = []
    monkeypatch.setattr(runner, "run", lambda items, **more: given.append(more) or {})
    monkeypatch.setattr(launching, "chosen", lambda registry, expression: None)
    zoo_run("-q", "--timeout", "10m", "--fail-fast", "--launcher", "here", "--ship-data")
    assert {key: getattr(given[0]["options"], key) for key in ("timeout", "fail_fast", "launcher", "ship_data")} == {
        "timeout": 600,
        "fail_fast": True,
        "launcher": "here",
        "ship_data": True,
    }


def test_dry_run_never_imports_tensorflow():
    run = "from zoo.cli.program import run; assert run(['run', '--dry-run', '--no-probe']) == 0"
    script = f"import sys; {run}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    modules = set(done.stdout.splitlines()[-1].split())
    assert "zoo.execution.plan" in modules
    assert modules.isdisjoint({"tensorflow", "keras", "scipy", "matplotlib"})


def test_quiet_is_silent(zoo_run):
    assert zoo_run("-q") == (0, "", "")


def test_quiet_still_prints_errors(zoo_run):
    status, out, err = zoo_run("-q", "-d", "images", "-m", "good,failing")
    assert (status, out) == (1, "")
    assert err.startswith("Error: 1 of 2 runs failed.\nCause: It diverged.\nTry: zoo logs ")


def test_a_run_that_diverged_is_named_and_its_log_too(zoo_run):
    status, out, err = zoo_run("-d", "images", "-m", "good,diverging,failing")
    assert status == 1
    assert "diverged: images, diverging, none, fast, seed 0: " in err
    assert "Error: 1 of 3 runs diverged, 1 failed." in err
    (run,) = [run for run in Store.open().runs() if run.status == "diverged"]
    assert err.splitlines()[-1] == f"Try: zoo logs {run.name}"
    assert [line.split()[4] for line in out.splitlines()[2:5]] == ["90.00%", "diverged", "failed"]


def test_fail_fast_says_what_was_not_trained(zoo_run):
    status, out, err = zoo_run("-d", "images", "-m", "failing,good,better", "--fail-fast")
    assert status == 1
    assert "Error: 1 of 3 runs failed.\nCause: It diverged. 2 stopped or not begun: the same command goes on." in err
    assert [" ".join(line.split()[4:-1]) for line in out.splitlines()[2:5]] == ["failed", "not trained", "not trained"]


def test_a_killed_worker_fails_its_run_alone(zoo_run):
    status, out, err = zoo_run("-d", "images", "-m", "killed,good")
    assert status == 1
    assert "failed: images, killed, none, fast, seed 0: The worker was killed by signal 9 (SIGKILL)." in err
    assert [line.split()[4] for line in out.splitlines()[2:4]] == ["failed", "90.00%"]


@pytest.mark.parametrize(("model", "status"), [("misfit", 2), ("dataless", 4), ("diskless", 5)])
def test_exit_statuses(zoo_run, model, status):
    assert zoo_run("-d", "images", "-m", f"good,{model}")[0] == status


def test_a_refusal_names_the_combination_and_trains_nothing(zoo_run):
    _, out, err = zoo_run("-d", "images", "-m", "good,misfit")
    assert "images, misfit, none, fast: It does not fit. Too big." in err
    assert out == ""
    assert Store.open().runs() == []


def test_a_stale_result_is_kept_and_says_why_and_how_it_is_trained_again(zoo_run, monkeypatch):
    zoo_run("-d", "images", "-m", "good")
    monkeypatch.setattr("zoo.experiments.provenance.PROTOCOL", 99)
    status, out, err = zoo_run("-d", "images", "-m", "good", "--json")
    assert (status, json.loads(out)[0]["status"]) == (0, "stale")
    assert err.startswith("stale: images, good, none, fast, seed 0: protocol 1 made it")
    assert err.endswith("; kept: 90.00%\nStale results are kept; to train them again: --refresh stale\n")
    err = zoo_run("-d", "images", "-m", "good", "--refresh", "stale")[2]
    assert "stale: images, good, none, fast, seed 0: protocol 1 made it" in err
    assert "done: images, good, none, fast, seed 0" in err
    assert len(Store.open().runs()) == 2


def test_ctrl_c_before_there_is_a_worker(zoo_run, monkeypatch):
    def interrupted(*arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr("zoo.execution.requests.fetch", interrupted)
    status, out, err = zoo_run()
    assert (status, out) == (130, "")
    assert err.splitlines() == [
        "Interrupted: nothing was trained yet.",
        "Try: zoo run   (what is done is skipped, what was interrupted goes on)",
    ]


def test_help_has_examples(zoo_run):
    out = zoo_run("--help")[1]
    assert "Examples:" in out
    assert max(map(len, out.splitlines())) <= 100


@pytest.mark.parametrize(("models", "status"), [("good", 0), ("good,failing", 1)])
def test_where_nobody_reads_the_results_the_status_is_theirs(zoo_run, monkeypatch, models, status):
    def broken(*_, **__):
        raise BrokenPipeError

    monkeypatch.setattr("zoo.cli.run.command.show", broken)
    monkeypatch.setattr("zoo.cli.program.silence", lambda stream: None)
    assert zoo_run("-d", "images", "-m", models)[0] == status
