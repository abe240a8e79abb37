"""`zoo verify`: its table and its exit status, with workers that train nothing."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.execution import fake_registry
from zoo.cli import context, program
from zoo.experiments import suites
from zoo.store import Store


def made(accuracy, model="good"):
    expected = {"accuracy": accuracy, "within": 0.01, "source": "https://example.org"}
    return suites.read("tried", {"dataset": "images", "model": model, "epochs": 5, "expected": expected})


@pytest.fixture
def verify(fakes, monkeypatch, capsys):
    """Returns a function that runs `zoo verify` with a suite, and returns its status, stdout and stderr."""
    monkeypatch.setenv("COLUMNS", "120")

    def run(suite, *arguments):
        known = fake_registry.registry()
        catalogue = replace(known.catalogue, suites={suite.name: suite})
        monkeypatch.setattr(context, "registry", lambda: replace(known, catalogue=catalogue))
        status = program.run(["verify", *arguments])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run


def test_the_status_says_whether_all_is_reproduced(verify):
    status, out, err = verify(made(0.905), "tried")
    assert (status, "reproduced" in out, "90.50% [1]" in out) == (0, True, True)
    assert "[1] https://example.org" in out
    assert "done: images, good" in err
    status, out, _ = verify(made(0.95), "tried")
    assert (status, "off by 5.00 points" in out) == (1, True)
    status, out, _ = verify(made(0.85), "tried")
    assert (status, "better by 5.00 points" in out) == (0, True)


def test_what_is_cut_is_said_in_its_row(verify):
    status, out, _ = verify(made(0.95), "tried", "--epochs", "2", "-q")
    assert (status, "2 of 5" in out) == (1, True)
    assert "N of M epochs: trained for fewer" in out


def test_json_is_shown_again_and_verifies_nothing(verify, tmp_path):
    status, out, _ = verify(made(0.95), "tried", "--json")
    (row,) = json.loads(out)["rows"]
    assert (status, row["published"], row["reproduced"]) == (1, 0.95, False)
    (tmp_path / "v.json").write_text(out)
    status, out, err = verify(made(0.95), "--from", "v.json", "--format", "markdown")
    assert (status, err) == (0, "")
    assert "| images, good, none, fast" in out


def test_a_run_that_fails_says_why_after_the_table(verify):
    status, out, err = verify(made(0.9, "failing"), "tried")
    assert (status, " failed" in out) == (1, True)
    assert "Error: 1 of 1 run failed.\nCause: It diverged." in err


def test_without_training(verify):
    status, out, _ = verify(made(0.9), "tried", "--no-train")
    assert (status, "not trained" in out) == (1, True)
    assert Store.open(create=False).runs() == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "SUITE is missing"),
        (["tired"], "Did you mean tried?"),
        (["tried", "--seeds", "2", "--seed", "1"], "exclude each other"),
        (["--from", "none.json"], "'none.json' cannot be read as a verification"),
    ],
)
def test_what_was_typed_wrong(verify, arguments, message):
    status, _, err = verify(made(0.9), *arguments)
    assert (status, message in err) == (2, True), err
