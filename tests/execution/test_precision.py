"""`--precision`: part of the recipe, and `auto` made one that is recorded."""

from __future__ import annotations

import functools
import json

import pytest

import zoo
from zoo import paths
from zoo.errors import UsageError
from zoo.execution import precision, requests, runner
from zoo.experiments import instructions
from zoo.plugin.events import Checked
from zoo.store import Store

GOOD = {"dataset": "images", "model": "good"}


@pytest.fixture(autouse=True)
def faked(monkeypatch, tmp_path):
    """A handler that goes by the model's name, and a processor that has instructions for bfloat16."""
    monkeypatch.chdir(tmp_path)
    for name in ("run", "look"):
        monkeypatch.setattr(runner, name, functools.partial(getattr(runner, name), handler="fake_handler:Trainer"))
    monkeypatch.setattr(instructions, "bfloat16", lambda: ["avx512_bf16"])


@pytest.fixture
def measured(monkeypatch):
    """Has bfloat16 so many times the speed of float32, and returns what was measured."""
    asked = []

    def has(ratio):
        def look(items, **how):
            asked.extend(item.experiment for item in items)
            speed = {"float32": 1.0, "bfloat16": ratio}
            return {
                one.group_id: Checked(
                    facts={"seconds_per_epoch": 8 / speed[one.recipe.values.get("precision", "float32")]}
                )
                for one in (item.experiment for item in items)
            }

        monkeypatch.setattr(runner, "look", look)
        return asked

    return has


def recipes(registry, **given):
    composed = zoo.RunRequest(**GOOD, **given).compose(registry)
    settled = precision.settle(composed, registry, zoo.RunOptions(threads=1))
    return [each.expressions["recipe"] for each in settled.experiments]


def test_float32_is_the_same_experiment_and_bfloat16_another_row(registry):
    def composed(**given):
        return zoo.RunRequest(**GOOD, **given).compose(registry).experiments[0]

    plain, said, rounded = composed(), composed(precision="float32"), composed(precision="bfloat16")
    assert plain.to_dict() == said.to_dict()
    assert (plain.id, plain.group_id) == (said.id, said.group_id)
    assert rounded.group_id != plain.group_id
    assert rounded.expressions["recipe"] == f"{plain.expressions['recipe']}:precision=bfloat16"
    assert type(rounded).from_dict(json.loads(json.dumps(rounded.to_dict())), registry) == rounded


@pytest.mark.parametrize(("ratio", "chosen"), [(1.5, ":precision=bfloat16"), (0.5, "")])
def test_auto_takes_what_is_faster_and_remembers_it(ratio, chosen, registry, measured, capsys):
    asked = measured(ratio)
    plain = recipes(registry)[0]
    for _ in range(2):
        assert recipes(registry, precision="auto") == [plain + chosen]
        assert f"for good: bfloat16 has {ratio:.2f} times the speed of float32" in capsys.readouterr().err
    assert [one.recipe.values.get("precision") for one in asked] == [None, "bfloat16"]


def test_what_is_remembered_and_damaged_is_measured_again(registry, measured):
    asked = measured(1.5)
    recipes(registry, precision="auto")
    (paths.home() / precision.FILE).write_text("{")
    recipes(registry, precision="auto")
    assert len(asked) == 4


def test_seeds_and_learning_lengths_share_a_measurement(registry, measured):
    asked = measured(1.5)
    assert len(recipes(registry, precision="auto", seeds=[0, 1])) == 2
    assert len(asked) == 2


def test_without_instructions_auto_is_float32_and_bfloat16_is_said_to_be_slow(registry, monkeypatch, capsys, measured):
    asked = measured(9.0)
    monkeypatch.setattr(instructions, "bfloat16", list)
    assert recipes(registry, precision="auto") == recipes(registry)
    assert "float32: this processor has no instructions for bfloat16." in capsys.readouterr().err
    assert recipes(registry, precision="bfloat16")[0].endswith(":precision=bfloat16")
    assert "will be slow" in capsys.readouterr().err
    assert asked == []


def test_what_cannot_be_measured_is_float32(registry, monkeypatch):
    monkeypatch.setattr(runner, "look", lambda items, **how: {i.experiment.group_id: Checked(facts={}) for i in items})
    assert recipes(registry, precision="auto") == recipes(registry)


def test_a_run_is_recorded_with_what_auto_was(registry, measured):
    measured(1.5)
    outcome = requests.run(zoo.RunRequest(**GOOD, precision="auto"), zoo.RunOptions(threads=1), [], registry=registry)
    (record,) = outcome.records.values()
    assert record.recipe.endswith(":precision=bfloat16")
    assert [run.recipe for run in Store.open().runs()] == [record.recipe]


def test_a_dry_run_without_workers_does_not_guess(registry, measured):
    measured(1.5)
    request = zoo.RunRequest(**GOOD, precision="auto")
    how = {"registry": registry, "probe": False}
    with pytest.raises(UsageError, match="Nobody knows what --precision auto means"):
        requests.look_ahead(request, zoo.RunOptions(threads=1), [], **how)
    recipes(registry, precision="auto")
    (item,) = requests.look_ahead(request, zoo.RunOptions(threads=1), [], **how).items
    assert item.experiment.recipe.values["precision"] == "bfloat16"


def test_other_machines_are_not_measured_here(registry, monkeypatch):
    monkeypatch.setattr(precision.launching, "remote", lambda registry, launcher: True)
    with pytest.raises(UsageError, match="needs workers on this machine"):
        recipes(registry, precision="auto")
