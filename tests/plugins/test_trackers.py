"""The zoo's own plugins of hooks of events: whole plugins, light, and asked before they are told anything."""

from __future__ import annotations

import importlib.metadata
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from zoo.plugin import collecting, discovery, loading
from zoo.plugin.discovery import Found, Provider


@pytest.mark.parametrize("name", ["mlflow", "tensorboard"])
def test_a_tracker_is_a_sound_plugin(name: str) -> None:
    entry = importlib.metadata.EntryPoint(name, f"zoo_{name}", "zoo")
    (report,) = loading.load([Found(Provider("keras-zoo", "1", f"keras-zoo[{name}]"), entry)])
    assert report.problems == ()
    assert set(report.hooks) == {*collecting.EVENTS, collecting.WANTS_EVENTS}
    assert not report.slow


def test_the_plugin_of_the_documentation_is_one(install: Callable[..., Path]) -> None:
    text = (Path(__file__).parents[2] / "docs" / "how-to" / "tracking.md").read_text(encoding="utf-8")
    (source,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    install("zoo-lines", {"x": "zoo_lines"}, zoo_lines=source)
    (report,) = loading.load([each for each in discovery.find() if each.provider.distribution == "zoo-lines"])
    assert (report.problems, list(report.hooks)) == ((), ["zoo_run_finished"])
