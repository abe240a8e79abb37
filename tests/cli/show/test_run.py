"""`zoo show RUN`: settings, result, what made it, whether it is stale, its files, and the command that repeats it."""

from __future__ import annotations

import json
import shlex

import pytest

from tests.ranking import fakes
from zoo import paths
from zoo.cli import context, program
from zoo.cli.run.command import command
from zoo.store import INTERRUPTED, Store

EXPERIMENT = {
    "dataset": {"name": "dots", "values": {}, "changed": []},
    "model": {"name": "net", "values": {"width": 16, "rate": 0.5}, "changed": ["width"]},
    "augmenters": [{"name": "move", "values": {"by": 1}}, {"name": "turn", "values": {"by": 2}}],
    "recipe": {"name": "quick", "values": {"epochs": 3, "batch_size": 32}, "changed": []},
}
ENVIRONMENT = {"python": "3.11.7", "libraries": {"keras": "3.15.1"}, "cpu": "a chip", "cores": 8, "platform": "Linux"}
RESULT = {
    "test_accuracy": 0.9123,
    "test_loss": 0.25,
    "test_macro_f1": 0.9012,
    "test_brier": 0.125,
    "test_ece": 0.0321,
    "flops": 1_234_567,
    "train_seconds": 75.0,
    "images_per_second": 1234.5,
    "parameters": 5678,
    "peak_memory_mb": 512.0,
    "weights_sha256": "f" * 64,
    "notes": ["images were resized to 22x22"],
}


@pytest.fixture(autouse=True)
def registry(monkeypatch):
    monkeypatch.setattr(context, "registry", lambda **_: fakes.registry())
    monkeypatch.setenv("COLUMNS", "80")


@pytest.fixture
def show(capsys):
    """Returns a function that runs `zoo show` and returns its status, stdout and stderr."""

    def run(*arguments):
        status = program.run(["show", *arguments])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run


def begin(**changes):
    made_of = {"model": "net:width=16", "augmenter": "move+turn", "experiment": EXPERIMENT}
    record = fakes.run(**{**made_of, "threads": 2, "seed": 7, "experiment_id": "abcdef012345", **changes})
    components = fakes.current().code(record)
    provenance = {"components": components, "environment": ENVIRONMENT}
    return Store.open().begin(fakes.run(**{**vars(record), "provenance": provenance}))


@pytest.fixture
def done():
    lease = begin()
    Store.open().finish(lease, RESULT)
    folder = paths.runs_folder() / lease.name
    folder.mkdir(parents=True)
    (folder / "log.txt").touch()
    (folder / "curves.png").touch()
    return lease.name


def test_the_plugins_are_loaded_once_and_what_they_say_is_printed_once(show, done, monkeypatch):
    loaded = []
    monkeypatch.setattr(context, "registry", lambda **_: loaded.append(True) or fakes.registry())
    for name in (done, done.partition(".")[0]):
        loaded.clear()
        assert show(name)[0] == 0
        assert loaded == [True]


def test_everything_is_shown(show, done):
    status, out, err = show(done)
    assert (status, err) == (0, "")
    words = " ".join(out.split())
    for said in (
        "abcdef012345.1: a run, done",
        "model net:width=16 (width=16, rate=0.5)",
        "augmenter move+turn (by=1; by=2)",
        "seed 7",
        "limit all images",
        "validation 0.1",
        "test accuracy 91.23% NLL 0.2500 macro F1 90.12% Brier score 0.1250 ECE 0.0321",
        "FLOPs 1,234,567",
        "training time 1m 15s",
        "parameters 5,678",
        "f" * 64,
        "images were resized to 22x22",
        "current yes",
        "plugins keras-zoo 1",
        "keras 3.15.1",
        "a chip, 8 cores, Linux",
        "threads 2",
        str(paths.runs_folder() / done),
        "curves.png, log.txt",
    ):
        assert said in words


def test_test_time_augmentation_is_shown_where_it_was_asked_for(show, done):
    assert "with TTA" not in show(done)[1]
    lease = begin(seed=8, experiment_id="fedcba")
    Store.open().finish(lease, {**RESULT, "tta_accuracy": 0.9234})
    name = lease.name
    assert "test accuracy 91.23% with TTA 92.34%" in " ".join(show(name)[1].split())
    assert json.loads(show(name, "--json")[1])["tta_accuracy"] == 0.9234


def test_what_probes_found_is_shown(show, done):
    """As their descriptions say; those of a probe that is not installed as they are."""
    Store.open().probed(done, "sway", {"share": 0.75, "radius": 1.25})
    Store.open().probed(done, "tilt", {"angle": 3})
    lines = show(done)[1].splitlines()
    place = lines.index("Probes")
    assert lines[place + 1 : place + 3] == ["  sway            radius 1.25, share 0.75", "  tilt            angle 3"]
    assert json.loads(show(done, "--json")[1])["sway.share"] == 0.75


def test_the_command_repeats_it(show, done):
    repeat = show(done)[1].splitlines()[-1].removeprefix("Repeat: ")
    assert repeat == json.loads(show(done, "--json")[1])["repeat"]
    with command.make_context("run", shlex.split(repeat)[2:]) as parsed:
        assert parsed.params["model"] == "net:width=16"
        assert parsed.params["seed"] == (7,)
        assert parsed.params["threads"] == 2, "another number of threads gives other bits"
        assert parsed.params["force"] is True, "what is done is skipped otherwise"


def test_json_has_all_of_the_record(show, done):
    described = json.loads(show(done, "--json")[1])
    assert described["experiment"] == EXPERIMENT
    assert described["result"]["test_accuracy"] == 0.9123
    assert described["provenance"]["environment"] == ENVIRONMENT
    assert described["stale"] == []
    assert described["files"] == ["curves.png", "log.txt"]


def test_a_prefix_is_enough(show, done):
    assert show("abcdef")[1] == show(done)[1]


def test_a_stale_run_says_why(show, done):
    newer = begin(seed=8, data="d2", experiment_id="fedcba").name
    assert "no, stale: the data of dots changed" in show(done)[1]
    assert json.loads(show(done, "--json")[1])["stale"] == ["the data of dots changed"]
    assert json.loads(show(newer, "--json")[1])["stale"] == []


def test_what_is_not_installed_is_named(show, done, monkeypatch):
    monkeypatch.setattr(context, "registry", lambda **_: fakes.registry(without="net"))
    assert "cannot be told: model net not installed any more" in " ".join(show(done)[1].split())


def test_a_failed_run_shows_its_error(show):
    lease = begin()
    Store.open().fail(lease, {"message": "Out of memory.", "cause": "12 GB.", "hint": "zoo run --batch-size 8"})
    out = show(lease.name)[1]
    assert "a run, failed" in out
    for said in ("Out of memory.", "12 GB.", "zoo run --batch-size 8"):
        assert said in out
    assert "Result" not in out
    assert "files           none" in out


def test_a_run_that_was_resumed_and_cut_off_says_so(show, ago):
    lease = begin()
    Store.open().beat([lease], {lease.name: 2})
    Store.open().fail(lease, {"message": "Stopped by SIGINT."}, INTERRUPTED)
    again = Store.open().begin(fakes.run(experiment_id="abcdef012345", heartbeat=ago(100)), resume=lease.name)
    words = " ".join(show(lease.name)[1].split())
    for said in (
        "a run, interrupted",
        "checkpoint 2 of 3 epochs",
        "resumed once",
        "its process ended without a word",
        "last heard of 20",
    ):
        assert said in words
    described = json.loads(show(lease.name, "--json")[1])
    assert (described["epochs_done"], described["token"], described["status"]) == (2, again.token, "interrupted")


def test_an_unknown_run_gets_close_ones(show, done):
    status, out, err = show("abcdef012346.1")
    assert (status, out) == (2, "")
    assert done in err
    assert len(err.splitlines()) <= 6


def test_an_ambiguous_prefix(show, done):
    begin(experiment_id="abcdff")
    status, _, err = show("abcd")
    assert status == 2
    assert "Several runs begin with 'abcd'" in err


def test_curves_are_drawn_a_line_each(show, done):
    assert "Curves" not in show(done)[1]
    epochs = [{"epoch": 0, "loss": 2.0, "accuracy": 0.5}, {"epoch": 1, "loss": 1.0, "accuracy": 0.75, "val_loss": None}]
    folder = paths.run_folder(done)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "history.json").write_text(json.dumps(epochs))
    lines = [line.split() for line in show(done)[1].splitlines() if "█" in line]
    assert lines == [["loss", "2.0000", "█▁", "1.0000"], ["accuracy", "50.00%", "▁█", "75.00%"]]
