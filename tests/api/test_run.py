"""`zoo.run`: from scripts of any kind, threads and event loops; its values, its errors, its results."""

from __future__ import annotations

import functools
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

import zoo
from tests.execution import fake_registry
from zoo.api.outlook import Prospect
from zoo.api.results import Results
from zoo.execution import runner

Install = Callable[..., Path]
ROOT = Path(__file__).parents[2]

SCRIPT = """
from functools import partial
import zoo
from tests.execution import fake_registry
from zoo.execution import runner
runner.run = partial(runner.run, handler="fake_handler:Trainer")
print("from the top", flush=True)
print(zoo.run("images", "good", jobs=2, seeds=2, quiet=True, registry=fake_registry.registry())[1])
"""


@pytest.fixture(autouse=True)
def faked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(Path(fake_registry.__file__).parent))
    for name in ("run", "look"):
        monkeypatch.setattr(runner, name, functools.partial(getattr(runner, name), handler="fake_handler:Trainer"))


def run(*arguments: object, **options: object) -> Results:
    return zoo.run(*arguments, registry=fake_registry.registry(), **{"quiet": True, **options})


@pytest.mark.parametrize("stdin", [False, True], ids=["file", "stdin"])
def test_a_script_needs_no_main_guard(tmp_path: Path, stdin: bool) -> None:
    file = tmp_path / "script.py"
    file.write_text(SCRIPT)
    paths = os.pathsep.join([str(ROOT), str(ROOT / "tests" / "execution")])
    done = subprocess.run(
        [sys.executable, "-" if stdin else str(file)], input=SCRIPT if stdin else None,
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    said, name = done.stdout.splitlines()
    assert said == "from the top"  # once: no worker ran the script again
    assert name.endswith(".1")


def test_another_thread_may_train() -> None:
    found: list[Results] = []
    thread = threading.Thread(target=lambda: found.append(run("images", "good")))
    thread.start()
    thread.join()
    assert [each.status for each in found[0]] == ["done"]


def test_a_running_event_loop_is_no_obstacle() -> None:
    import asyncio

    async def train() -> Results:
        return run("images", "good")

    assert asyncio.run(train())[0].test_accuracy == 0.9


def test_without_arguments_the_demo_and_the_seeds_are_numbers() -> None:
    assert [(each.model, each.seed) for each in run()] == [("good", 0), ("better", 0)]
    assert [each.seed for each in run("images", "good", seeds=3)] == [0, 1, 2]
    assert [each.seed for each in run("images", "good", seed=7)] == [7]
    assert [each.seed for each in run("images", "good", seed=[3, 1])] == [3, 1]


def test_what_it_says_stands_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    run("images", "good", quiet=False)
    said = capsys.readouterr()
    assert said.out == ""
    assert "done: images, good, none, fast, seed 0: 90.00%" in said.err
    run("images", "better")
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"model": "godo"}, "Did you mean good"),
        ({"jobs": 0}, "jobs: '0' is not an integer from 1"),
        ({"threads": 1.5}, "threads: '1.5' is not an integer"),
        ({"seeds": 2, "seed": 1}, "exclude each other"),
        ({"seeds": [1, 2]}, r"seeds: '\[1, 2\]' is not an integer"),
        ({"seed": "x"}, "seed: 'x' is no seed"),
        ({"timeout": "1d"}, "timeout: '1d' is not a time"),
        ({"refresh": "all"}, "refresh='all' is not known"),
        ({"epochs": 0}, "epochs: '0' is not an integer"),
        ({"validation": 1.5}, "validation: '1.5' is not a fraction"),
    ],
)
def test_what_cannot_be_is_a_usage_error_before_any_worker(
    monkeypatch: pytest.MonkeyPatch, options: dict[str, object], message: str
) -> None:
    monkeypatch.setattr(runner, "run", None)
    with pytest.raises(zoo.UsageError, match=message):
        run(**{"dataset": "images", "model": "good", **options})


def test_a_run_that_fails_is_an_error_unless_it_is_asked_for() -> None:
    with pytest.raises(zoo.RunFailed, match=r"1 of 2 runs failed\.") as caught:
        run("images", "good,failing")
    assert caught.value.hint.startswith("zoo logs ")
    found = run("images", "good,failing", check=False)
    assert [each.status for each in found] == ["done", "failed"]
    assert repr(found[1]).endswith("seed 0: failed>")
    with pytest.raises(zoo.RunFailed):
        found.check()


def test_plugins_are_left_out_here_as_in_workers(install: Install, capsys: pytest.CaptureFixture[str]) -> None:
    install("zoo-broken", {"broken": "zoo_broken"}, zoo_broken="raise OSError('gone')")
    with pytest.raises(zoo.UsageError, match="There is no dataset 'images'"):
        zoo.run("images", "good")
    assert "zoo-broken[broken]" in capsys.readouterr().err
    with pytest.raises(zoo.PluginError, match="zoo-broken"):
        zoo.run("images", "good", strict_plugins=True)
    with pytest.raises(zoo.UsageError, match="There is no dataset 'images'"):
        zoo.run("images", "good", strict_plugins=True, no_plugin=["zoo-broken"])
    with pytest.raises(zoo.UsageError, match="zoo-broke"):
        zoo.run("images", "good", no_plugin=["zoo-broke"])


def test_results_are_a_table_in_a_notebook() -> None:
    found = run("images", "good,better", seeds=2)
    assert len(found) == len(found[:]) == 4
    markup = found._repr_html_()
    assert markup.count("<tr>") == 3
    assert '<td style="text-align: left">90.00%</td>' in markup
    assert repr(found).splitlines()[2].split() == ["images", "good", "none", "fast", "90.00%", "2"]
    assert [entry["status"] for entry in found.to_dicts()] == ["done"] * 4


def test_a_dry_run_trains_nothing_and_knows_what_is_done() -> None:
    run("images", "good")
    found = run("images", "good,better", dry_run=True, probe=False)
    assert isinstance(found, Prospect)
    assert [each.model for each in found] == ["good"]
    assert found.to_dict()["counts"] == {"done": 1, "to do": 1}
    assert "zoo run -d images -m better" in repr(found)
    assert "2 experiments: 1 done, 1 to do." in found._repr_html_()


def test_nothing_that_is_typed_is_markup() -> None:
    (one,) = run("images", "good")
    object.__setattr__(one.record, "model", "<b>net</b>")
    assert "<b>" not in one._repr_html_()
