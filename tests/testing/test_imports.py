"""The checks of what a plugin's import does beside importing."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

import zoo
from zoo.testing.any_kind import imports
from zoo.testing.framework import Result, checks_of, run

CHECKS = [check.name for check in checks_of("dataset") if check.name.startswith("import")]

Check = Callable[[str], dict[str, Result]]


@pytest.fixture
def checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Check:
    """A function that writes a plugin's module and returns what its checks came to."""
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(imports, "SECONDS", 240.0)  # on a busy machine

    def check(source: str, name: str = "strange_plugin") -> dict[str, Result]:
        (tmp_path / f"{name}.py").write_text(textwrap.dedent(source))
        component = zoo.Dataset(name="made", summary="made in a test", load=lambda: None)
        return {found.check: found for found in run(component, only=CHECKS, module=name)}

    return check


def test_what_an_import_leaves_behind_and_whom_it_asks(checked: Check, tmp_path: Path) -> None:
    found = checked(
        f"""
        import contextlib, logging, os, random, signal, socket, subprocess, sys, threading, time
        import numpy as np

        os.chdir("/")
        os.environ["STRANGE"] = "1"
        signal.signal(signal.SIGUSR1, lambda *received: None)
        random.seed(1)
        np.random.seed(1)
        np.seterr(all="ignore")
        logging.basicConfig(level=10)
        open({str(tmp_path / "left")!r}, "w").close()
        subprocess.run([sys.executable, "-c", ""])
        threading.Thread(target=time.sleep, args=(2,), name="mine", daemon=True).start()
        sys.path.append("/mine")
        with contextlib.suppress(OSError):
            socket.create_connection(("example.org", 80))

        def zoo_datasets():
            print("hello from a hook")
            return []
        """
    )
    assert found["imports"].status == found["import without TensorFlow"].status == "passed"
    assert found["import without network"].found == "it asks for example.org"
    assert found["import without output"].found == "it prints 'hello from a hook'"
    told = found["import without side effects"]
    assert told.found.endswith("sets STRANGE in the environment and 8 more")
    (effects,) = [imports._observe("strange_plugin", tuple(sys.path)).value["effects"]]
    assert {effect for effect in effects if not effect.startswith("changes logging")} == {
        "sets STRANGE in the environment",
        "changes the state of numpy.random",
        "changes the state of random",
        "changes the threads that run",
        "changes working directory",
        "changes signal handlers",
        "changes numpy.seterr",
        "changes RootLogger.handlers",
        "changes RootLogger.level",
        f"starts {sys.executable}",
        f"writes {tmp_path / 'left'}",
    }


def test_keras_and_its_settings(checked: Check) -> None:
    found = checked("import keras\n\nkeras.config.set_floatx('float16')\n", "keras_plugin")
    assert found["import without TensorFlow"].found == "it imports tensorflow, keras"
    assert found["import without output"].reason == "TensorFlow may print, as another check tells"
    assert found["import without side effects"].found == "it changes keras floatx"


@pytest.mark.parametrize(
    ("source", "died"),
    [
        ("import os\nos._exit(0)", "its process ended with exit status 0"),
        ("import os\nos.kill(os.getpid(), 9)", "its process died of SIGKILL"),
        ("raise ValueError('seven')", "its process ended with exit status 1: ValueError: seven"),
        ("import time\ntime.sleep(60)", "it has not ended after 3 s"),
    ],
    ids=["exit", "kill", "raise", "hang"],
)
def test_an_import_that_does_not_come_to_its_end(
    checked: Check, monkeypatch: pytest.MonkeyPatch, source: str, died: str
) -> None:
    monkeypatch.setattr(imports, "SECONDS", 3.0 if "sleep" in source else 240.0)
    found = checked(source, "dying_plugin")
    assert found["imports"].found == died
    assert {each.reason for each in found.values() if each.status == "skipped"} == {
        "it cannot be imported, as another check tells"
    }


def test_a_file_is_a_plugin_and_a_component_without_one_is_skipped(checked: Check, tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text("print('hello')")
    component = zoo.Dataset(name="made", summary="made in a test", load=lambda: None)
    found = {each.check: each for each in run(component, only=CHECKS, module=str(tmp_path / "own.py"))}
    assert found["import without output"].found == "it prints 'hello'"
    assert {each.reason for each in run(component, only=CHECKS)} == {"no plugin's module is known"}
