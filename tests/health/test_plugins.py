"""What `zoo doctor` says of plugins: one that is well, one that is broken, one that crashes, one that is slow."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests import strangers
from zoo.errors import UsageError
from zoo.health import plugins, probation
from zoo.plugin.discovery import Provider
from zoo.plugin.loading import PluginReport


def test_each_is_told_of(install: Callable[..., Path]) -> None:
    install("zoo-good", {"x": "zoo_good"}, zoo_good=strangers.good("vit"))
    install("zoo-broken", {"x": "zoo_broken"}, zoo_broken=strangers.UNMARKED)
    install("zoo-deadly", {"x": "zoo_deadly"}, zoo_deadly="import os; os.abort()")
    broken, deadly, well = plugins.plugins()
    assert (broken.state, deadly.state, well.state) == ("problem", "problem", "ok")
    assert broken.found.startswith("zoo-broken[x] defines zoo_models without the marker")
    assert deadly.found.startswith("zoo-deadly[x] crashes when it is imported, by SIGABRT")
    assert well.found.endswith(", zoo-good[x] (1)")
    assert "zoo-broken" not in well.found
    assert broken.remedy
    assert deadly.remedy


def test_one_that_is_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    report = PluginReport(provider=Provider("zoo-s", "1", "zoo-s[x]"), slow="tensorflow")
    monkeypatch.setattr(probation, "installed", lambda disabled: [probation.Health(report=report)])
    slow, _ = plugins.plugins()
    assert (slow.state, slow.remedy) == ("warning", "zoo list --no-plugin zoo-s")


def test_one_that_is_left_out(install: Callable[..., Path]) -> None:
    install("zoo-broken", {"x": "zoo_broken"}, zoo_broken=strangers.UNMARKED)
    assert [each.state for each in plugins.plugins(["zoo-broken"])] == ["ok"]


def test_a_name_in_the_environment_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZOO_PLUGINS", "zoo-nowhere")
    with pytest.raises(UsageError, match="ZOO_PLUGINS names 'zoo-nowhere'"):
        list(plugins.plugins())
