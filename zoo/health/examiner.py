"""The process that imports plugins, each in a child of its own: a hang, a crash and an exit end that child alone.

It forks: 300 interpreters would take half a minute to start. Itself it imports no plugin.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, Pipe, wait
from typing import IO, Any

from zoo.health.examinee import Question, examine

GRACE = 5.0
"""Seconds that a child has to say where it hangs, and to end when it has closed its pipe."""

ENDING = 5.0
"""Seconds that a child has to end when it has imported its plugin."""

LOOK = 0.2
"""Seconds between two looks at the clock and at children whose pipes somebody else holds."""

KEPT = 4000
"""How many bytes are kept of what a plugin prints."""


def main() -> None:
    """Reads questions from stdin, as JSON; writes an answer for each plugin as soon as it is known, a line of JSON.

    A child returns from here too, so that it ends as a program does that has imported the plugin.
    """
    asked = json.load(sys.stdin)
    examiner = Examiner(waiting=deque(enumerate(asked["plugins"])), jobs=asked["jobs"], limit=asked["limit"])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it reaches the whole terminal; whoever asks decides what it means
    signal.signal(signal.SIGTERM, lambda number, frame: examiner.give_up())
    gc.freeze()  # else each child looks at all objects of this process when it ends: twice the time
    while examiner.waiting or examiner.running:
        while examiner.waiting and len(examiner.running) < examiner.jobs:
            if child := examiner.start():
                child()
                return
        examiner.collect()


@dataclass(kw_only=True)
class Child:
    """A process that imports a plugin.

    Args:
        number: of the question that it answers.
        late: when it has to be through.
        hung: whether it was not.
    """

    number: int
    pid: int
    late: float
    answers: Connection
    output: IO[bytes]
    answer: Mapping[str, Any] | None = None
    status: int | None = None
    hung: bool = False

    def through(self) -> bool:
        """Takes what it has said; returns whether it has ended, or had all of its time."""
        over = self._over()  # asked first: what it said before its end is all in the pipe
        if self._read() or over:
            return True
        if time.monotonic() < self.late:
            return False
        if self.hung:
            return True
        self.hung, self.late = True, time.monotonic() + GRACE
        os.kill(self.pid, signal.SIGABRT)  # it says where it is, and ends
        return False

    def told(self) -> dict[str, Any]:
        """Ends what is left of it, and returns all that is known."""
        patience = time.monotonic() + GRACE
        while not self._over() and time.monotonic() < patience:
            time.sleep(0.002)
        self.kill()
        self.answers.close()
        with self.output:
            self.output.seek(0)
            said = self.output.read(KEPT).decode(errors="replace")
        known = {"number": self.number, "status": self.status, "hung": self.hung, "said": said}
        return {**known, "answer": self.answer}

    def kill(self) -> None:
        """Ends it, and what it has started."""
        for end in (os.killpg, os.kill) if self.status is None else (os.killpg,):
            try:
                end(self.pid, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):  # nothing of it is left
                continue

    def _read(self) -> bool:
        """Returns whether its end of the pipe is closed: it ends."""
        try:
            while self.answers.poll():
                self.answer = json.loads(self.answers.recv_bytes())
                self.late = min(self.late, time.monotonic() + ENDING)
        except EOFError:
            return True
        return False

    def _over(self) -> bool:
        if self.status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self.status = os.waitstatus_to_exitcode(status) if pid else None
        return self.status is not None


@dataclass(kw_only=True)
class Examiner:
    """The children that are at work, and the questions that wait for one."""

    waiting: deque[tuple[int, Question]]
    jobs: int
    limit: float
    running: list[Child] = field(default_factory=list)

    def start(self) -> Callable[[], None] | None:
        """Forks. Returns None in this process, and in the child what it has to do."""
        number, question = self.waiting.popleft()
        output = tempfile.TemporaryFile()  # noqa: SIM115 - it is closed when the child is through
        ours, theirs = Pipe(duplex=False)
        if (pid := os.fork()) == 0:
            return lambda: examine(question, theirs, output)
        theirs.close()
        late = time.monotonic() + self.limit
        self.running.append(Child(number=number, pid=pid, late=late, answers=ours, output=output))
        return None

    def collect(self) -> None:
        """Waits until a child is heard of or is late, and writes what is known of each that is through."""
        wait([child.answers for child in self.running], LOOK)
        for child in [child for child in self.running if child.through()]:
            self.running.remove(child)
            try:
                print(json.dumps(child.told()), flush=True)  # noqa: T201 - whoever asks reads it
            except BrokenPipeError:
                self.give_up()

    def give_up(self) -> None:
        """Ends all children and this process."""
        for child in self.running:
            child.kill()
            if child.status is None:
                os.waitpid(child.pid, 0)
        os._exit(1)
