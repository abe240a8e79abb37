"""What `zoo run` prints on stdout: the results, as a table and as JSON."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np

from tests.execution import fake_registry
from tests.ranking import fakes as boards
from zoo.api.results import Results
from zoo.cli.run.command import show
from zoo.execution.plan import Item
from zoo.execution.requests import Outcome
from zoo.experiments.experiment import compose
from zoo.store import Store
from zoo.store.predictions import Correct


def test_without_predictions_no_interval_and_no_rank_are_claimed(zoo_run):
    out = zoo_run("-d", "images", "-m", "good", "--seeds", "2")[1]
    assert out.splitlines()[2].split() == ["images", "good", "none", "fast", "90.00%", "2"]
    assert "±" not in out


def test_rows_have_ranks_and_intervals_where_predictions_are_kept(zoo_run, monkeypatch):
    right = {"good": 0.9, "better": 0.95}

    def correct(_store, names):
        models = {run.name: run.model for run in Store.open().runs()}
        bits = {model: np.arange(2000) < 2000 * accuracy for model, accuracy in right.items()}
        return {name: Correct.of("0" * 16, bits[models[name]]) for name in names}

    monkeypatch.setattr(Store, "correct", correct)
    _, out, _ = zoo_run("-d", "images", "-m", "good,better", "--seeds", "3")
    lines = [line.split() for line in out.splitlines()]
    assert lines[0][0] == "#"
    assert [line[:3] for line in lines[2:4]] == [["2", "images", "good"], ["1", "images", "better"]]
    assert all("±" in line for line in lines[2:4])
    assert "the ranks that a row may have among these" in out
    alone = zoo_run("-d", "images", "-m", "good", "--seeds", "3")[1]
    assert "±" in alone
    assert "#" not in alone
    fewer = zoo_run("-d", "images", "-m", "good,better", "--seeds", "2")[1]
    assert [line.split()[:1] for line in fewer.splitlines()[2:4]] == [["2"], ["1"]], "of what was asked for alone"


def test_test_time_augmentation_has_a_column_where_it_was_asked_for(capsys):
    registry = fake_registry.registry()
    experiments = compose(registry, dataset="images", model="good,better", augmenter="none", recipe="fast")
    runs = [boards.run(test_accuracy=0.9), boards.run(test_accuracy=0.8, tta_accuracy=0.85)]
    items = [Item(experiment=experiment, run=run) for experiment, run in zip(experiments, runs, strict=True)]
    show(Results(Outcome(items, {}), registry))
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].endswith("test accuracy  with TTA  seeds")
    assert [line.split()[4:] for line in lines[2:4]] == [["90.00%", "-", "1"], ["80.00%", "85.00%", "1"]]
    show(Results(Outcome(items[:1], {}), registry))
    assert "TTA" not in capsys.readouterr().out
    assert [entry["tta_accuracy"] for entry in Results(Outcome(items, {}), registry).to_dicts()] == [None, 0.85]


def test_of_several_seeds_some_may_have_failed(capsys):
    registry = fake_registry.registry()
    experiments = compose(
        registry, dataset="images", model="good,better", augmenter="none", recipe="fast", seeds=[0, 1, 2]
    )
    runs = [
        boards.run(status=status, test_accuracy=accuracy)
        for status, accuracy in (
            ("done", 0.9),
            ("diverged", None),
            ("failed", None),
            ("diverged", None),
            ("diverged", None),
        )
    ]
    items = [Item(experiment=experiment) for experiment in experiments]
    records = {experiment.id: run for experiment, run in zip(experiments, runs, strict=False)}
    show(Results(Outcome(items, records), registry))
    lines = capsys.readouterr().out.splitlines()
    cells = [" ".join(line.split()) for line in lines]
    assert "images good none fast 90.00% 1 of 3: 1 diverged, 1" in cells
    assert "images better none fast 2 diverged, 1 not 0 of 3" in cells
    assert max(map(len, lines)) <= 80


def test_json_is_all_there_is_on_stdout(zoo_run):
    zoo_run("-d", "images", "-m", "good")
    status, out, _ = zoo_run("-d", "images", "-m", "good,better,failing", "--json")
    assert status == 1
    printed = json.loads(out)
    assert [entry["status"] for entry in printed] == ["skipped", "done", "failed"]
    assert printed[1]["test_accuracy"] == 0.9
    assert Path(printed[1]["folder"]).is_dir()
    assert printed[2]["error"]["message"] == "It diverged."


def test_tables_fit_80_columns_and_break_expressions_at_their_joints(zoo_run, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    arguments = ("-d", "images", "-m", "good", "-a", "+".join(["none"] * 20), "-r", "fast:batch_size=64")
    for table in (zoo_run(*arguments, "--dry-run")[1], zoo_run(*arguments)[1]):
        lines = table.partition("\n\n")[0].splitlines()
        assert max(map(len, lines)) <= 80
        assert {"n", "no", "non", "one", "ne", "e"}.isdisjoint(re.findall("[a-z]+", table))
