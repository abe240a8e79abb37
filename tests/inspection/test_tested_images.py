"""The images that a run was tested on: found again, and refused where they are others."""

from __future__ import annotations

import bars
import pytest

from tests.ranking import fakes
from zoo.errors import DataError
from zoo.experiments import provenance
from zoo.experiments.registry import Registry
from zoo.inspection.tested_images import images_of
from zoo.plugin.components import Dataset
from zoo.plugin.discovery import Provider
from zoo.training.prepare import fingerprint


def registry():
    dataset = Dataset(name="bars", summary="x", load=bars.load_bars)
    return Registry(components={("dataset", "bars"): (dataset, Provider("made", "1", "made[made]"))})


def run(**changes):
    made = {"name": "bars", "values": {}, "changed": []}
    code = {"dataset:bars": provenance.component_code(registry(), "dataset", "bars")}
    plain = {
        "experiment": {"dataset": made},
        "provenance": {"components": code},
        "data": fingerprint(bars.load_bars()),
        "code": "c",
    }
    return fakes.run(**{**plain, "dataset": "bars", **changes})


def test_the_images_that_a_run_was_tested_on():
    found, limited = images_of(run(), registry()), images_of(run(limit=6), registry())
    assert found.indices.tolist() == list(range(15))
    assert len(limited) == 6
    assert set(limited.chosen_labels) == {0, 1, 2}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"data": "sha256:other"}, "the data of bars changed"),
        (
            {"provenance": {"components": {"dataset:bars": {"sources": {"bars": "0"}}}}},
            "the code of dataset bars changed",
        ),
    ],
)
def test_other_images_than_then_are_refused(changes, said):
    with pytest.raises(DataError) as refused:
        images_of(run(**changes), registry())
    assert said in refused.value.cause
    assert refused.value.hint == "zoo show aaaaaaaaaaaa.1"
