"""The zoo's own plugins of hooks of events: whole plugins, light, and asked before they are told anything."""

from __future__ import annotations

import importlib.metadata

import pytest

from zoo.plugin import collecting, loading
from zoo.plugin.discovery import Found, Provider


@pytest.mark.parametrize("name", ["mlflow", "tensorboard"])
def test_a_tracker_is_a_sound_plugin(name: str) -> None:
    entry = importlib.metadata.EntryPoint(name, f"zoo_{name}", "zoo")
    (report,) = loading.load([Found(Provider("keras-zoo", "1", f"keras-zoo[{name}]"), entry)])
    assert report.problems == ()
    assert set(report.hooks) == {*collecting.EVENTS, collecting.WANTS_EVENTS}
    assert not report.slow
