"""Plans around data that are not there."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.execution import fake_registry
from zoo.cli import context
from zoo.errors import DataError


@pytest.fixture(autouse=True)
def dataless(fakes, monkeypatch):
    """The data of `others` are not there."""

    def fingerprint():
        raise DataError("There is no folder 'photos'.", cause="It was moved.", hint="ls")

    known = fake_registry.registry()
    dataset, provider = known.components["dataset", "others"]
    broken = {("dataset", "others"): (replace(dataset, fingerprint=fingerprint), provider)}
    monkeypatch.setattr(context, "registry", lambda: replace(known, components={**known.components, **broken}))


def test_a_dry_run_shows_what_has_no_data_as_impossible(zoo_run):
    status, out, _ = zoo_run("-d", "others,images", "-m", "good", "--seeds", "2", "--dry-run", "--json")
    assert status == 0
    plan = json.loads(out)
    assert plan["counts"] == {"to do": 2, "impossible": 2}
    assert [entry["dataset"] for entry in plan["experiments"]] == ["images", "images", "others", "others"]
    assert plan["experiments"][-1]["reasons"] == ["There is no folder 'photos'. It was moved."]
    out = zoo_run("-d", "others,images", "-m", "good", "--seeds", "2", "--dry-run")[1]
    assert out.count("others, good, none, fast is impossible: There is no folder 'photos'. It was moved.") == 1


def test_a_real_run_is_refused(zoo_run):
    status, out, err = zoo_run("-d", "others,images", "-m", "good")
    assert (status, out) == (4, "")
    assert err.startswith("Error: There is no folder 'photos'.")
