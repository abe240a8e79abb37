"""`zoo check`: a line for each component, failures with their remedy, at 80 columns and as JSON; the exit status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

from zoo.cli import program
from zoo.cli.check import command, printed
from zoo.testing.framework import checks_of
from zoo.testing.results import Result

Capture = pytest.CaptureFixture[str]
Install = Callable[..., Path]

ALL = len(checks_of("dataset"))

TOLD = 'origin="nobody, 2026", licence="CC0-1.0"'

PLUGIN = f"""
import zoo

print("hello")

def load(*, count: int = 6, repeated: bool = False):
    import numpy as np

    rng = np.random.default_rng(0)
    train, test = (rng.integers(0, 256, (count, 4, 5, 1), dtype=np.uint8) for _ in range(2))
    labels = np.arange(count) % 2
    train = train[[0, *range(count - 1)]] if repeated else train
    return zoo.Splits(
        train=zoo.Split(images=train, labels=labels), test=zoo.Split(images=test, labels=labels), classes=("a", "b")
    )

def often(*, count: int = 6):
    return load(count=count, repeated=True)

@zoo.hookimpl
def zoo_datasets():
    yield zoo.Dataset(name="sound", summary="images of noise", load=load, {TOLD})
    yield zoo.Dataset(name="repeated", summary="images of noise, one of them twice", load=often, {TOLD})
"""


@pytest.fixture
def made(install: Install, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    install("zoo-made", {"noise": "zoo_made"}, zoo_made=PLUGIN)


def test_a_package(made: None, capsys: Capture) -> None:
    assert program.run(["check", "zoo-made"]) == 3
    out = capsys.readouterr().out
    assert max(map(len, out.splitlines())) <= 80
    head, _, sound, repeated, *rest = out.splitlines()
    assert head.split() == ["component", "passed", "failed", "time"]
    assert sound.split()[:4] == ["dataset", "sound", str(ALL - 1), "1"]
    assert repeated.split()[:4] == ["dataset", "repeated", str(ALL - 2), "2"]
    assert "\n".join(rest) == (
        "\n"
        "import without output: dataset sound, dataset repeated\n"
        "  Expected:   an import without output\n"
        "  Found:      it prints 'hello'\n"
        "  To mend it: remove the print, or do it inside the component's callables\n"
        "\n"
        "no duplicates: dataset repeated\n"
        "  Expected:   each image once in a split\n"
        "  Found:      1 again in train: 0 is 1\n"
        "  To mend it: keep one of each; where their labels differ, one of the labels is\n"
        "              wrong\n"
        "\n"
        f"{2 * ALL - 3} passed, 3 failed."
    )


def test_a_package_by_its_folder_as_a_shell_completes_it(install: Install, capsys: Capture) -> None:
    install("zoo-broken", {"broken": "zoo_broken"}, zoo_broken="import nowhere")
    assert program.run(["check", "zoo-broken/"]) == 3
    assert "loads: plugin zoo-broken[broken]\n" in capsys.readouterr().out


def test_a_component_with_parameters_as_json(made: None, capsys: Capture) -> None:
    assert program.run(["check", "sound:count=8", "--json", "-q"]) == 3
    captured = capsys.readouterr()
    found = {result["check"]: result for result in json.loads(captured.out)}
    assert captured.err == "hello\n"  # of the import, as for every command
    assert found["indexing"]["status"] == "passed"
    assert {key: found["import without output"][key] for key in ("kind", "name", "status", "found")} == {
        "kind": "dataset", "name": "sound", "status": "failed", "found": "it prints 'hello'",
    }  # fmt: skip


def test_a_file_and_what_a_preset_stands_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own.py").write_text(PLUGIN.replace('print("hello")', ""))
    assert program.run(["check", "./own.py", "--json"]) == 3
    assert {result["name"] for result in json.loads(capsys.readouterr().out)} == {"sound", "repeated"}
    (tmp_path / "zoofile.py").write_text(PLUGIN.replace('print("hello")', ""))
    (tmp_path / "zoo.yaml").write_text('presets: {dataset: {many: "sound:count=10"}}')
    assert program.run(["check", "many"]) == 0
    assert capsys.readouterr().out.endswith(f"\n{ALL} passed.\n")


def test_what_keras_warns_of_is_not_shown(recwarn: pytest.WarningsRecorder) -> None:
    with command._keras_silence():
        for module in ("keras.src.backend.tensorflow.nn", "own"):
            warnings.warn_explicit(module, UserWarning, "file.py", 1, module=module)
    assert [str(each.message) for each in recwarn] == ["own"]


def test_a_plugin_that_does_not_load(install: Install, capsys: Capture) -> None:
    install("zoo-broken", {"broken": "zoo_broken"}, zoo_broken="import nowhere")
    assert program.run(["check", "zoo-broken"]) == 3
    out = capsys.readouterr().out
    assert "loads: plugin zoo-broken[broken]\n" in out
    assert "ModuleNotFoundError: No module named 'nowhere'" in " ".join(out.split())
    assert "install what provides 'nowhere'" in out


def test_what_a_package_expects_to_fail_is_told_as_such(install: Install, tmp_path: Path, capsys: Capture) -> None:
    site = install("zoo-made", {"noise": "zoo_made"})
    (site / "zoo_made").mkdir()
    (site / "zoo_made" / "__init__.py").write_text(PLUGIN.replace('print("hello")', ""))
    excuses = "{no duplicates: as published}"
    (site / "zoo_made" / "registry.yaml").write_text(f"expected_failures: {{dataset: {{repeated: {excuses}}}}}\n")
    assert program.run(["check", "repeated"]) == 0
    out = capsys.readouterr().out
    told = (
        "no duplicates: dataset repeated, as expected\n  Found:   1 again in train: 0 is 1\n  Because: as published\n"
    )
    assert told in out
    assert out.endswith(f"\n{ALL - 1} passed, 1 expected.\n")


def test_an_entry_point_may_name_an_attribute(install: Install, capsys: Capture) -> None:
    source = PLUGIN.replace('print("hello")', "").replace("@zoo.hookimpl\ndef zoo_datasets():", "def datasets():")
    source += "\nclass Plugin:\n    zoo_datasets = staticmethod(zoo.hookimpl(datasets))\n\nOWN = Plugin()\n"
    install("zoo-made", {"noise": "zoo_made:OWN"}, zoo_made=source)
    assert program.run(["check", "sound"]) == 0, capsys.readouterr().out


def test_a_plugin_without_components(install: Install, capsys: Capture) -> None:
    source = "import zoo\n\n@zoo.hookimpl\ndef zoo_run_finished(run, result):\n    pass\n"
    install("zoo-listens", {"listens": "zoo_listens"}, zoo_listens=source)
    assert program.run(["check", "zoo-listens"]) == 0
    assert capsys.readouterr().out == "zoo-listens provides no component, and hooks of runs are not checked.\n"


def test_a_plugin_that_would_end_the_program_is_told_of(install: Install, tmp_path: Path) -> None:
    site = install("zoo-deadly", {"deadly": "zoo_deadly"}, zoo_deadly="import os\nos.kill(os.getpid(), 9)\n")
    (tmp_path / "own.py").write_text("import os\nos.kill(os.getpid(), 9)\n")
    environment = {**os.environ, "PYTHONPATH": str(site)}
    for name, plugin in (("zoo-deadly", "zoo-deadly[deadly]"), ("./own.py", "own.py[.]")):
        command = [sys.executable, "-m", "zoo", "check", name, "--json", "-q"]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 3, done.stderr
        [found] = json.loads(done.stdout)
        assert (found["kind"], found["name"], found["check"]) == ("plugin", plugin, "loads")
        assert found["found"].startswith("it crashes when it is imported, by SIGKILL")
    assert found["remedy"].startswith(f"correct {tmp_path / 'own.py'}; or ")


def test_skipped_checks_say_what_would_run_them(capsys: Capture) -> None:
    assert program.run(["check", "image-folder"]) == 0
    out = capsys.readouterr().out
    assert "skipped for dataset image-folder\n  Because: path has no default.\n" in out
    assert "  Try:     zoo check image-folder:path=VALUE\n" in out


def test_the_checks_of_every_kind_are_listed(capsys: Capture) -> None:
    assert program.run(["check", "--list", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert {"all", "dataset", "launcher", "probe"} <= {each["kind"] for each in listed}
    assert {
        "kind": "dataset",
        "check": "no overlap",
        "about": "no image of test is in train, pixel for pixel",
    } in listed
    assert len({(each["kind"], each["check"]) for each in listed}) == len(listed)
    assert all(len(each["about"]) <= 100 for each in listed)


def test_nothing_to_check(capsys: Capture) -> None:
    assert program.run(["check"]) == 0
    assert capsys.readouterr().out == "No plugin is installed beside the zoo's own. Try: zoo new NAME\n"


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        (["nothing.py"], 2, "There is no file 'nothing.py'."),
        (["digitz"], 2, "There is no component 'digitz'."),
        (["keras-zo"], 2, "There is no package or component 'keras-zo'.\nCause: Did you mean keras-zoo?"),
        (["digits:split_seed=many"], 2, "split_seed=many is not valid"),
    ],
)
def test_what_is_refused(typed: list[str], status: int, said: str, capsys: Capture) -> None:
    assert program.run(["check", *typed]) == status
    captured = capsys.readouterr()
    assert said in captured.err
    assert "Try: zoo" in captured.err


def test_debug_shows_where_a_failure_is_from(install: Install, capsys: Capture) -> None:
    broken = PLUGIN.replace("rng = np", "1 / 0\n    rng = np")
    install("zoo-made", {"noise": "zoo_made"}, zoo_made=broken)
    assert program.run(["--debug", "check", "sound"]) == 3
    captured = capsys.readouterr()
    assert "ZeroDivisionError: division by zero (zoo_made.py:9)" in captured.out
    assert "Traceback" in captured.err


def test_figures_of_checks_that_pass_are_shown(capsys: Capture) -> None:
    cheap, dear = (
        Result(kind="augmenter", name=name, check="cost", status="passed", found=f"{cost} µs an image")
        for name, cost in (("flip", 1), ("noise", 30))
    )
    printed.show([cheap, dear])
    assert "cost\n  flip:  1 µs an image\n  noise: 30 µs an image\n\n2 passed." in capsys.readouterr().out


def test_the_file_of_the_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "zoofile.py").write_text(PLUGIN)
    assert program.run(["check", "./zoofile.py", "-q"]) == 3
    assert "no duplicates: dataset repeated" in capsys.readouterr().out
