"""Requests from Python: what `zoo run` does, without the command line."""

from __future__ import annotations

import functools
from dataclasses import replace

import pytest

import zoo
from tests.execution import fake_registry
from zoo.errors import UsageError
from zoo.execution import requests, runner
from zoo.experiments import registry as registries
from zoo.store import Store


@pytest.fixture(autouse=True)
def faked(monkeypatch, tmp_path):
    """A handler that goes by the model's name."""
    monkeypatch.chdir(tmp_path)
    for name in ("run", "look"):
        monkeypatch.setattr(runner, name, functools.partial(getattr(runner, name), handler="fake_handler:Trainer"))


GOOD = zoo.RunRequest(dataset="images", model="good,better", seeds=[3])


def test_a_request_is_trained_recorded_and_told(registry):
    told = []
    outcome = requests.run(GOOD, zoo.RunOptions(threads=1), [told.append], registry=registry)
    assert [item.status for item in outcome.items] == ["to do"] * 2
    assert {record.status for record in outcome.records.values()} == {"done"}
    assert {(run.model, run.seed, run.threads) for run in Store.open().runs()} == {("good", 3, 1), ("better", 3, 1)}
    assert [event.kind for event in told][:3] == ["plan", "check", "check"]
    assert told[0].items == outcome.items


def test_a_listener_that_fails_costs_no_run(registry, capsys):
    def fails(event):
        raise RuntimeError("odd")

    told = []
    requests.run(GOOD, zoo.RunOptions(), [fails, told.append], registry=registry)
    assert told[-1].kind == "done"
    assert "hears of no more events: RuntimeError: odd" in capsys.readouterr().err


def test_plugins_that_want_to_hear_are_told(registry, install, tmp_path, monkeypatch):
    heard = tmp_path / "heard.txt"
    source = f"""
        import zoo

        @zoo.hookimpl
        def zoo_run_finished(run, result):
            with open({str(heard)!r}, "a") as file:
                print(run.model, result.status, file=file)
    """
    install("zoo-made", {"made": "zoo_made"}, zoo_made=source)
    monkeypatch.setenv("ZOO_PLUGINS", "zoo-made")
    plans = []
    plugins = registries.load().plugins
    requests.run(GOOD, zoo.RunOptions(), [plans.append], registry=replace(registry, plugins=plugins))
    assert plans[0].audience == ["zoo-made[made]"]
    assert heard.read_text() == "good done\nbetter done\n"


def test_options_are_those_of_the_command_line(registry):
    requests.run(GOOD, zoo.RunOptions(), [], registry=registry)
    again = requests.run(GOOD, zoo.RunOptions(), [], registry=registry)
    assert (again.records, [item.status for item in again.items]) == ({}, ["done"] * 2)
    assert len(requests.run(GOOD, zoo.RunOptions(force=True), [], registry=registry).records) == 2
    with pytest.raises(UsageError, match="no launcher 'heer'"):
        requests.run(GOOD, zoo.RunOptions(launcher="heer"), [], registry=registry)


def test_a_bound_of_kept_images_that_is_no_size_is_refused_before_anything_trains(registry, monkeypatch, zoo_home):
    monkeypatch.setenv("ZOO_KEEP", "much")
    with pytest.raises(UsageError, match="How much room images may take is not known"):
        requests.run(GOOD, zoo.RunOptions(threads=1), [], registry=registry)
    assert not zoo_home.exists()


def test_an_outlook_changes_nothing(registry, zoo_home):
    outlook = requests.look_ahead(GOOD, zoo.RunOptions(jobs=2), [], registry=registry, probe=False)
    assert (outlook.counts, outlook.total, outlook.jobs) == ({"to do": 2}, None, 2)
    assert not zoo_home.exists()


@pytest.mark.parametrize(
    ("given", "message"),
    [({"limit": 0}, "limit: '0' is not an integer"), ({"validation": 2}, "validation: '2' is not a fraction")],
)
def test_values_are_checked_as_typed_ones_are(given, message):
    with pytest.raises(UsageError, match=message):
        zoo.RunRequest(dataset="images", model="good", **given).compose(fake_registry.registry())
