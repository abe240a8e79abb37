"""`zoo plugins`: identity, version, what each provides, load time, problems and their remedy."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests import strangers
from zoo.cli import program
from zoo.health import probation
from zoo.health.probation import Health
from zoo.plugin import loading
from zoo.plugin.discovery import Provider

Install = Callable[..., Path]
Capture = pytest.CaptureFixture[str]


def _json(capsys: Capture) -> dict[str, dict[str, Any]]:
    return {entry["plugin"]: entry for entry in json.loads(capsys.readouterr().out)}


def test_a_good_and_a_broken_plugin(install: Install, capsys: Capture) -> None:
    install("zoo-good", {"x": "zoo_good"}, version="2.1", zoo_good=strangers.good("vit"))
    install("zoo-bad", {"x": "zoo_bad"}, zoo_bad=strangers.UNMARKED)
    assert program.run(["plugins"]) == 0
    captured = capsys.readouterr()
    assert "Warning" not in captured.err
    assert "zoo-good[x]" in captured.out
    assert "model vit" in captured.out
    assert "nothing: left out" in captured.out
    assert "\nzoo-bad[x] defines zoo_models without the marker @zoo.hookimpl.\n  Try: put" in captured.out
    assert program.run(["plugins", "--json"]) == 0
    reports = _json(capsys)
    assert reports["zoo-good[x]"]["version"] == "2.1"
    assert reports["zoo-good[x]"]["provides"] == {"model": ["vit"]}
    assert reports["zoo-good[x]"]["seconds"] > 0
    assert reports["zoo-bad[x]"]["problems"][0]["remedy"].startswith("put @zoo.hookimpl above")


def test_a_plugin_of_hooks_alone_says_so(install: Install, capsys: Capture) -> None:
    source = "import zoo\n@zoo.hookimpl\ndef zoo_run_finished(run): pass"
    install("zoo-hears", {"x": "zoo_hears"}, zoo_hears=source)
    assert program.run(["plugins"]) == 0
    (line,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("zoo-hears[x]")]
    assert line.endswith("hooks of events")
    assert program.run(["plugins", "--json"]) == 0
    assert _json(capsys)["zoo-hears[x]"]["hooks"] == ["zoo_run_finished"]


def test_strict_is_exit_3_and_still_lists(install: Install, capsys: Capture) -> None:
    assert program.run(["plugins", "--strict-plugins"]) == 0
    install("zoo-bad", {"x": "zoo_bad"}, zoo_bad=strangers.UNMARKED)
    capsys.readouterr()
    assert program.run(["plugins", "--strict-plugins", "--json"]) == 3
    assert "zoo-bad[x]" in _json(capsys)


def test_a_slow_plugin_is_named(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    slow = loading.PluginReport(provider=Provider("zoo-s", "1", "zoo-s[x]"), slow="tensorflow", seconds=5)
    monkeypatch.setattr(probation, "installed", lambda disabled: [Health(report=slow)])
    assert program.run(["plugins"]) == 0
    assert "zoo-s[x] is slow: imports tensorflow" in capsys.readouterr().out
    assert program.run(["plugins", "--json"]) == 0
    assert _json(capsys)["zoo-s[x]"]["slow"] == "imports tensorflow"


def test_a_plugin_that_is_not_slow_says_nothing_of_it(install: Install, capsys: Capture) -> None:
    install("zoo-good", {"x": "zoo_good"}, zoo_good=strangers.good("vit"))
    assert program.run(["plugins", "--json"]) == 0
    assert _json(capsys)["zoo-good[x]"]["slow"] is None


def test_one_that_ends_its_process_is_told_of_and_the_others_are_listed(install: Install, capsys: Capture) -> None:
    install("zoo-bad", {"x": "zoo_bad"}, zoo_bad="import os\nos.kill(os.getpid(), 9)\n")
    install("zoo-loud", {"x": "zoo_loud"}, zoo_loud="print('hello')\n" + strangers.good("vit"))
    install("zoo-taken", {"x": "zoo_taken"}, zoo_taken=strangers.good("cnn6"))
    assert program.run(["plugins"]) == 0
    shown = capsys.readouterr().out
    assert "\nzoo-bad[x] crashes when it is imported, by SIGKILL.\n  Try: zoo install --upgrade zoo-bad" in shown
    assert "\nzoo-loud[x] prints when it is loaded: hello.\n" in shown
    assert program.run(["plugins", "--json", "--no-plugin", "zoo-bad"]) == 0
    reports = _json(capsys)
    assert "zoo-bad[x]" not in reports
    assert reports["zoo-loud[x]"]["printed"] == "hello\n"
    assert "cannot provide the model 'cnn6'" in reports["zoo-taken[x]"]["problems"][0]["reason"]


def test_no_plugin_at_all(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setenv("ZOO_PLUGINS", "none")
    assert program.run(["plugins"]) == 0
    assert "No plugins are loaded" in capsys.readouterr().out
