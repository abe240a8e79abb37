"""What hooks are given of a run."""

from __future__ import annotations

import json
import math
from pathlib import Path

import zoo
from zoo.errors import Failure
from zoo.execution.events import Begin
from zoo.execution.tracking import described
from zoo.experiments import experiment, registry
from zoo.plugin import tracking
from zoo.plugin.events import Diverged, Done, Epoch
from zoo.plugin.tracking import FinishedEpoch, FinishedRun


def test_a_run_crosses_processes_with_every_parameter(tmp_path: Path) -> None:
    parts = {"dataset": "digits", "model": "mlp:units=7", "augmenter": "shift+cutout+shift", "recipe": "fast"}
    (asked,) = experiment.compose(registry.load(), **parts, seeds=[3], limit=100)
    begin = Begin(number=1, total=1, run="abc.1", experiment=asked, folder=tmp_path, resume=True)
    run = described.tracked_run(begin)
    assert (run.name, run.model, run.seed, run.limit, run.folder) == ("abc.1", "mlp:units=7", 3, 100, tmp_path)
    assert (run.resumed, run.epochs, run.group) == (True, asked.recipe.values["epochs"], asked.group_id)
    assert run.parameters["model.units"] == [7]
    augmenters = {name.rpartition(".")[0] for name in run.parameters if name.startswith("augmenter.")}
    assert augmenters == {"augmenter.shift", "augmenter.cutout", "augmenter.shift-2"}
    message = json.loads(json.dumps(tracking.message(run=run)))
    assert tracking.arguments(message) == {"run": run}
    assert isinstance(tracking.arguments(message)["run"], zoo.TrackedRun)


def test_an_epoch_counts_from_one_and_has_what_was_measured() -> None:
    assert described.finished_epoch(Epoch(epoch=0, loss=0.5)) == FinishedEpoch(number=1, metrics={"loss": 0.5})


def test_a_loss_that_is_no_number_crosses_as_such() -> None:
    message = json.loads(json.dumps(tracking.message(epoch=FinishedEpoch(number=1, metrics={"loss": math.inf}))))
    assert tracking.arguments(message)["epoch"].metrics["loss"] == math.inf


def test_a_result_has_the_numbers_that_runs_are_measured_by() -> None:
    done = Done(result={"test_accuracy": 0.9, "test_loss": math.nan, "parameters": 7, "notes": ["a"], "correct": {}})
    assert described.ended(done) == FinishedRun(status="done", metrics={"test_accuracy": 0.9, "parameters": 7})
    diverged = Diverged(epoch=0, step=1, error=Failure("The loss is not finite.", "It grew."))
    expected = FinishedRun(status="diverged", metrics={}, error="The loss is not finite. It grew.")
    assert described.ended(diverged) == expected
