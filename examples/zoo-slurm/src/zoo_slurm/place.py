"""A place: what a Slurm job is for as long as it lasts. It does task after task, and keeps its worker warm."""

import dataclasses
import signal
import time

import zoo
from zoo_slurm.attempt import Attempt
from zoo_slurm.desk import Desk

LOOK = 0.5
"""Seconds between two looks at the desk."""

IDLE = 60.0
"""Seconds after which a place without a task gives its node back."""

SILENCE = 180.0
"""Seconds after which `zoo run`, whose beat stands still, is taken for dead."""

OVER = "over"
"""The last beat of a `zoo run` that ends."""

NOTICES = {signal.SIGUSR2, signal.SIGTERM}
"""What Slurm says before it ends a job: USR2 before the time limit, which submitit asks for, TERM at a preemption."""


class Place:
    """One of the places of a `zoo run`.

    Args:
        folder: the desk.
        number: which of them it is; it stays the same where Slurm begins the job anew.
        launch: what the zoo asks for, of all places.
    """

    def __init__(self, folder, number, launch):
        self.folder, self.number = folder, number
        self.launch = dataclasses.replace(launch, jobs=1, wake=None, logs=folder / "logs")

    def __call__(self):
        """Does tasks until none is left, Slurm wants the node, or nobody is there any more."""
        self.desk, self.noticed = Desk(self.folder), False
        for number in NOTICES:
            signal.signal(number, self._notice)
        signal.pthread_sigmask(signal.SIG_BLOCK, NOTICES)  # for the worker, which inherits that: Slurm tells it, too
        self.beat, self.heard, busy = None, time.monotonic(), time.monotonic()
        with zoo.Pool(self.launch) as pool:
            while not self._over() and time.monotonic() - busy < IDLE:
                if (name := self.desk.take(self.number)) is not None:
                    self._do(name, pool)
                    busy = time.monotonic()
                time.sleep(LOOK)

    def _do(self, name, pool):
        attempt, task = Attempt.begin(self.folder / name)
        pool.submit(task)
        stopping = False
        while not self._gone():
            if self.desk.asked(name, "kill"):
                pool.kill(task)
                self.desk.clear(name, self.number)
                return
            asked = self.desk.asked(name, "stop")
            if (asked or self._noticed()) and not stopping:
                pool.stop(task)
                stopping = True
            for happened in pool.wait(LOOK):
                if happened.event.kind == "stopped" and not asked:
                    self.desk.put_back(name, self.number)  # `zoo run` hears nothing of it
                    return
                attempt.tell(happened)
                if happened.event.last:
                    self.desk.clear(name, self.number)
                    return

    def _over(self):
        return self._noticed() or self._gone()

    def _gone(self):
        """Whether `zoo run` has ended, or is dead: its beat is compared with itself, as two clocks differ."""
        if (beat := self.desk.beat()) != self.beat:
            self.beat, self.heard = beat, time.monotonic()
        return beat == OVER or time.monotonic() - self.heard > SILENCE

    def _noticed(self):
        return self.noticed or bool(NOTICES & signal.sigpending())

    def _notice(self, number, frame):
        self.noticed = True
