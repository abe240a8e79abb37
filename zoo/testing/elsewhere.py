"""A function of the kit, called in a process of its own: what a plugin does there is seen from outside."""

from __future__ import annotations

import importlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from zoo.secrets import worker_environment

SECONDS = 120.0
"""How long a process may take: TensorFlow alone takes ten seconds on a busy machine."""

_CODE = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from zoo.testing.elsewhere import main; main()"


@dataclass(frozen=True)
class Answer:
    """What came of a call: what the function returned, or else how its process ended (`died`); and what was printed."""

    value: Any
    died: str
    printed: str


def call(function: str, *arguments: Any, seconds: float = SECONDS, **environment: str) -> Answer:
    """Calls `module:function` in a new process with the same search path.

    Args:
        arguments: as JSON has them; what the function returns is JSON, too.
        environment: variables beside those of this process.
    """
    path = [os.path.abspath(entry) for entry in sys.path]
    with TemporaryDirectory(prefix="zoo-check-") as folder:
        answer = Path(folder, "answer.json")
        command = [sys.executable, "-c", _CODE, *map(json.dumps, (path, function, arguments, str(answer)))]
        try:
            done = subprocess.run(  # noqa: S603 - this very Python
                command, env={**worker_environment(), **environment}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT, timeout=seconds, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired as late:
            return Answer(None, f"it has not ended after {seconds:g} s", _text(late.stdout))
        printed = _text(done.stdout)
        if not answer.exists():
            return Answer(None, _ending(done.returncode, printed), printed)
        return Answer(json.loads(answer.read_text(encoding="utf-8")), "", printed)


def main(argv: Sequence[str] = ()) -> None:
    """Is what the new process does."""
    function, arguments, answer = (json.loads(text) for text in (argv or sys.argv[2:]))
    module, _, name = function.partition(":")
    found = getattr(importlib.import_module(module), name)(*arguments)
    Path(answer).write_text(json.dumps(found), encoding="utf-8")


def _ending(status: int, printed: str) -> str:
    last = printed.strip().splitlines()[-1:] or [""]
    if status < 0:
        return f"its process died of {signal.Signals(-status).name}"
    return f"its process ended with exit status {status}{': ' if last[0] else ''}{last[0]}"


def _text(output: bytes | None) -> str:
    return (output or b"").decode(errors="replace")
