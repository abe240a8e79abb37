"""What code changes of the process is seen and put back; every kind of change is a row."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from zoo.plugin.process_state import ProcessState

LEAKS = {
    "environment": "import os; os.environ['TF_ENABLE_ONEDNN_OPTS'] = '0'; os.environ.pop('HOME', None)",
    "working directory": "import os; os.chdir('/')",
    "umask": "import os; os.umask(0o123)",
    "locale": "import locale; locale.setlocale(locale.LC_ALL, 'C.UTF-8')",
    "signal handlers": "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)",
    "alarm": "import signal; signal.alarm(1000)",
    "recursion limit": "import sys; sys.setrecursionlimit(4321)",
    "garbage collection": "import gc; gc.disable()",
    "sys.path": "import sys; sys.path.insert(0, '/somewhere')",
    "sys.meta_path": "import sys; sys.meta_path = sys.meta_path[:1]",
    "sys.excepthook": "import sys; sys.excepthook = print",
    "threading.excepthook": "import threading; threading.excepthook = print",
    "warnings filters": "import warnings; warnings.simplefilter('error')",
    "warnings.showwarning": "import warnings; warnings.showwarning = print",
    "RootLogger.handlers": "import logging; logging.root.addHandler(logging.NullHandler())",
    "RootLogger.level": "import logging; logging.root.setLevel(1)",
    "Manager.disable": "import logging; logging.disable(50)",
    "numpy.seterr": "import numpy; numpy.seterr(all='raise')",
    "numpy.seterrcall": "import numpy; numpy.seterrcall(print)",
    "numpy.set_printoptions": "import numpy; numpy.set_printoptions(precision=1, formatter={'int': hex})",
    "numpy.random's bit generator": "import numpy.random as r; r.set_bit_generator(r.PCG64(1))",
    "PIL.Image.MAX_IMAGE_PIXELS": "import PIL.Image; PIL.Image.MAX_IMAGE_PIXELS = 9",
    "PIL.ImageFile.LOAD_TRUNCATED_IMAGES": "import PIL.ImageFile; PIL.ImageFile.LOAD_TRUNCATED_IMAGES = True",
    "builtins.open": "import builtins; builtins.open = print",
    "numpy.mean": "import numpy; numpy.mean = numpy.sum",
    "ZooError.render": "import zoo; zoo.errors.ZooError.render = print",
}

SCRIPT = """
import json, logging, os, sys, threading, warnings
import numpy, PIL.Image, PIL.ImageFile, zoo.errors
from zoo.plugin.process_settings import present
from zoo.plugin.process_state import ProcessState

os.chdir(os.path.expanduser("~"))

def look():
    return [setting.read() for setting in present()], open, numpy.mean, zoo.errors.ZooError.render

def seen(leak):
    before = look()
    exec(leak)
    after, changes = look(), state.restore()
    return [*changes, before == after, before == look()]

state = ProcessState()
sys.stdout.write(json.dumps({name: seen(leak) for name, leak in json.load(sys.stdin).items()}))
"""


@pytest.fixture(scope="module")
def seen() -> dict[str, list[Any]]:
    """By row: what was undone, what stays, and whether all is as before: after the change, and when it is put back."""
    command = [sys.executable, "-c", SCRIPT]
    done = subprocess.run(command, input=json.dumps(LEAKS), capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", LEAKS)
def test_what_is_changed_is_named_and_put_back(seen: dict[str, list[Any]], name: str) -> None:
    assert seen[name] == [[name], [], False, True]


def test_what_cannot_be_put_back_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    state = ProcessState()
    os.chdir(tmp_path)
    (tmp_path / "gone").rmdir()
    assert state.restore() == ([], ["working directory"])


def test_what_is_kept_is_kept_from_then_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", list(sys.path))
    state = ProcessState()
    sys.path.append("/kept")
    assert state.restore(keep=["sys.path"]) == ([], [])
    sys.path.append("/not-kept")
    assert state.restore() == (["sys.path"], [])
    assert sys.path[-1] == "/kept"
