"""Loading: each plugin alone, and every way in which one can be broken explained."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import strangers
from zoo.plugin import discovery, loading
from zoo.plugin.loading import PluginReport

Install = Callable[..., Path]


def _load(name: str) -> PluginReport:
    (found,) = [found for found in discovery.find() if found.provider.distribution == name]
    return loading.load([found])[0]


@pytest.fixture
def load(install: Install) -> Callable[[str], PluginReport]:
    """Installs a source as the plugin zoo-made[made], and loads it."""

    def load(source: str) -> PluginReport:
        install("zoo-made", {"made": "zoo_made"}, zoo_made=source)
        return _load("zoo-made")

    return load


Load = Callable[[str], PluginReport]


def test_a_good_plugin_says_what_it_provides(load: Load) -> None:
    report = load(VIT)
    assert report.provides == {"model": ["vit"]}
    assert report.problems == ()
    assert report.slow == ""
    assert 0 < report.seconds < 5
    assert (report.provider.plugin, report.provider.version) == ("zoo-made[made]", "1.0")


HEARS = """
    import zoo

    @zoo.hookimpl
    def zoo_epoch_finished(epoch): raise AssertionError("called while it is loaded")
"""


def test_hooks_of_events_alone_are_a_sound_plugin(load: Load) -> None:
    report = load(HEARS)
    assert (report.problems, report.components, list(report.hooks)) == ((), (), ["zoo_epoch_finished"])
    assert report.hooks["zoo_epoch_finished"].argnames == ("epoch",)


def test_one_that_only_wants_events_provides_nothing(load: Load) -> None:
    (problem,) = load("import zoo\n@zoo.hookimpl\ndef zoo_wants_events(): return True").problems
    assert problem.reason == "provides nothing"


HOOK = "import zoo\n@zoo.hookimpl\ndef zoo_models(): "
VIT = strangers.good("vit")
BROKEN = {
    "import error": (strangers.IMPORT_ERROR, "'a_module_that_nobody_installed'", "install what provides"),
    "misspelt": (strangers.MISSPELT, "defines zoo_modles, which is no hook", "rename it to zoo_models;"),
    "unmarked": (
        strangers.UNMARKED,
        "zoo_models without the marker @zoo.hookimpl",
        "put @zoo.hookimpl above zoo_models",
    ),
    "signature": (strangers.WRONG_SIGNATURE, "'size'", "correct the hook"),
    "raising": (strangers.RAISING, "RuntimeError: the hook failed (zoo_made.py:12)", "--no-plugin zoo-made"),
    "nothing": ("X = 1", "provides nothing", "zoo_datasets, zoo_models"),
    "event misspelt": (
        HEARS.replace("_finished", "_ended"),
        "defines zoo_epoch_ended, which is no hook",
        "rename it to zoo_epoch_finished",
    ),
    "event asks for more": (HEARS.replace("(epoch)", "(epoch, step)"), "'step'", "correct the hook"),
    "event that yields": (HEARS.replace("raise", "yield"), "does nothing when it is called", "leave out yield"),
    "exit": ("raise SystemExit(7)", "SystemExit: 7", "zoo install --upgrade zoo-made"),
    "exit without a word": ("import os; os._exit(0)", "SystemExit: it called os._exit(0) (zoo_made.py:1)", "zoo-made"),
    "exit in a hook": (HOOK + "__import__('os')._exit(0)", "it called os._exit(0)", "zoo-made"),
    "long": ("raise RuntimeError('x\\n' * 9999)", "x x x x…", "--no-plugin zoo-made"),
    "partial": (
        VIT.replace("build=build", "build=__import__('functools').partial(build, 1)"),
        "Invalid signature of `build`. Expected: (input_shape, num_classes, *, ...)",
        "--no-plugin zoo-made",
    ),
    "syntax": ("def broken(:", "SyntaxError: invalid syntax (zoo_made.py, line 1)", "--no-plugin zoo-made"),
    "speechless": (
        "class E(Exception):\n  def __str__(self): raise ValueError\nraise E()",
        "E: it cannot say why",
        "--no-plugin",
    ),
    "unknown marked": ("import zoo\n@zoo.hookimpl\ndef cats(): return []", "unknown hook 'cats'", "correct the hook"),
    "none": (HOOK + "pass", "returned None from zoo_models", "a list of zoo.Model"),
    "not iterable": (HOOK + "return 3", "not iterable", "--no-plugin"),
    "wrong type": (HOOK + "return ['vit']", "returned 'vit' from zoo_models", "zoo.Model"),
    "bad name": (strangers.good("Vi_T"), "Received: 'Vi_T'", "--no-plugin"),
    "build's signature": (
        VIT.replace("(input_shape, num_classes, *,", "(input_shape, *,"),
        "Expected: (input_shape, num_classes, *, ...). Received: (input_shape, width)",
        "--no-plugin",
    ),
    "bad annotation": (VIT.replace("width: int", "width: 'Nowhere'"), "'Nowhere'", "--no-plugin"),
    "twice": (VIT + VIT.splitlines()[-1], "'vit' twice", "rename one of the two"),
}


@pytest.mark.parametrize(("source", "reason", "remedy"), BROKEN.values(), ids=BROKEN)
def test_a_broken_plugin_is_left_out_and_explained(load: Load, source: str, reason: str, remedy: str) -> None:
    report = load(source)
    assert report.components == ()
    (problem,) = report.problems
    assert reason in problem.reason
    assert remedy in problem.remedy
    (line,) = report.lines()
    assert line.startswith("Warning: zoo-made[made] 1.0 ")
    assert "\n" not in line
    assert len(line) < 600
    assert "__init__.py" not in line, "where Python's import system raised helps nobody"


def test_a_keyboard_interrupt_is_the_users(load: Load) -> None:
    with pytest.raises(KeyboardInterrupt) as caught:
        load("raise KeyboardInterrupt")
    assert caught.value.__notes__ == ["Interrupted while the plugin zoo-made[made] was imported."]


def test_what_came_before_a_failure_is_lost_but_known(load: Load) -> None:
    assert load(strangers.RAISING).lost == (("model", "wanted"),)


def test_what_a_plugin_prints_is_no_result(load: Load, capfd: pytest.CaptureFixture[str]) -> None:
    load("import os\nprint('hello')\nos.write(1, b'there')\n" + VIT)
    captured = capfd.readouterr()
    assert captured.out == ""
    assert {*captured.err.split()} == {"hello", "there"}


def test_a_plugin_that_imports_tensorflow_works_and_is_slow(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in loading.HEAVY:
        monkeypatch.delitem(sys.modules, name, raising=False)
    fake = "import sys, types\nsys.modules['tensorflow'] = types.ModuleType('tensorflow')\n"
    monkeypatch.delitem(sys.modules, "tensorflow", raising=False)  # the real one comes back afterwards
    report = load(fake + VIT)
    del sys.modules["tensorflow"]
    assert report.slow == "tensorflow"
    assert report.provides == {"model": ["vit"]}
    assert report.problems == ()


def test_an_entry_point_may_name_an_object(install: Install) -> None:
    hook = "class Plugin:\n  @zoo.hookimpl\n  def zoo_models(self):"
    source = VIT.replace("@zoo.hookimpl\ndef zoo_models():", hook) + "\nPLUGIN = Plugin()\n"
    install("zoo-made", {"made": "zoo_made:PLUGIN"}, zoo_made=source)
    assert _load("zoo-made").provides == {"model": ["vit"]}


def test_a_broken_plugin_leaves_nothing_behind_for_the_next(install: Install) -> None:
    for index, source in enumerate([strangers.WRONG_SIGNATURE, BROKEN["unknown marked"][0], strangers.RAISING, VIT]):
        install(f"zoo-{index}", {"x": f"zoo_{index}"}, **{f"zoo_{index}": source})
    reports = loading.load(discovery.find())
    strange = [report for report in reports if report.provider.distribution != "keras-zoo"]
    assert [bool(report.components) for report in strange] == [False, False, False, True]


def test_two_entry_points_of_one_module_both_load(install: Install) -> None:
    install("zoo-made", {"x": "zoo_made", "y": "zoo_made"}, zoo_made=VIT)
    reports = loading.load(discovery.find())
    strange = [report for report in reports if report.provider.distribution != "keras-zoo"]
    assert [report.provides for report in strange] == [{"model": ["vit"]}] * 2


LEAKS = "import os, sys, warnings\nos.chdir('/')\nos.environ['LEAK'] = '1'\nsys.path.append('/leak')\nprint('noise')\n"


@pytest.mark.parametrize(("source", "path_stays"), [("1 / 0", False), (VIT, True)], ids=["left out", "used"])
def test_what_a_plugin_changes_when_it_is_loaded_is_put_back(
    load: Load, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, source: str, path_stays: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    report = load(LEAKS + source)
    assert (Path.cwd(), os.environ.get("LEAK")) == (tmp_path, None)
    assert ("/leak" in sys.path) is path_stays
    assert report.changed == ("environment", "working directory", *([] if path_stays else ["sys.path"]))
