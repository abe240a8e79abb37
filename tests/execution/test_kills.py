"""Workers killed at random, and parents killed: no hang, no orphan, only the killed run is lost."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.long import LONG
from zoo.execution.preflight import work

PHASES = ("idle", "importing", "training", "writing")
KILLS = 32 if LONG else 8


class Killer:
    """Kills the pool's worker in a phase of each task that has one; remembers every worker that it saw."""

    def __init__(self, pool, seed):
        self.pool, self.random, self.pids = pool, random.Random(seed), set()

    def pid(self):
        slot = self.pool.workers[0]
        return slot.process.pid if slot else None

    def kill(self):
        os.kill(self.pid(), signal.SIGKILL)

    def kill_soon(self, longest):
        threading.Timer(self.random.uniform(0, longest), os.kill, (self.pid(), signal.SIGKILL)).start()

    def see(self, task, event):
        self.pids.add(self.pid())
        if task["phase"] == "training" and event.kind == "started":
            self.kill_soon(0.02)
        if task["phase"] == "writing" and event.kind == "progress" and event.step == 0:
            self.kill_soon(0.05)


def workload(tasks, killer):
    """Yields a task to be killed in for every phase but idle, and after each kill one that is spared."""
    phases = list(PHASES) * (KILLS // len(PHASES))
    killer.random.shuffle(phases)
    yield tasks("first-spared", phase="none")
    for number, phase in enumerate(phases):
        if phase in ("idle", "importing"):
            killer.kill()
            killer.pool.workers[0].process.join()
        if phase == "importing":
            threading.Thread(target=kill_the_next, args=(killer, killer.pid())).start()
        if phase != "idle":
            shape = {"size": 1 << 20} if phase == "writing" else {"seconds": 0.05}
            yield tasks(f"{number}-killed", phase=phase, steps=1000, **shape)
        yield tasks(f"{number}-spared", phase="none")


def kill_the_next(killer, last):
    """Kills the worker that follows `last`, while it imports."""
    while killer.pid() in (last, None):
        time.sleep(0.001)
    killer.kill_soon(0.1)


@pytest.mark.parametrize("seed", [0])
def test_kills_in_every_phase(make_pool, tasks, gone, seed):
    outcome = {}
    with make_pool(import_seconds=0.15) as pool:
        killer = Killer(pool, seed)
        for task, event in work(pool, workload(tasks, killer)):
            killer.see(task, event)
            outcome[task["run"]] = event
        killer.pids.add(killer.pid())
    for run, event in outcome.items():
        assert event.kind == ("failed" if "killed" in run else "done"), (run, event)
        assert "killed" not in run or "killed by signal 9" in event.error.message
    assert len([run for run in outcome if "killed" in run]) == KILLS * 3 // 4
    assert all(gone(pid) for pid in killer.pids - {None})


PARENT = """
import sys
from pathlib import Path
from zoo.execution.local.pool import Pool
from zoo.plugin.launcher import LaunchConfig

if __name__ == "__main__":
    sys.path.insert(0, {tests!r})
    folder = Path({folder!r})
    settings = {{"import_seconds": {import_seconds}}}
    with Pool(LaunchConfig(handler="fake_handler:Handler", settings=settings, logs=folder)) as pool:
        pool.submit({{"task": "run", "run": "a", "folder": str(folder), "act": {act!r}}})
        if {import_seconds}:
            print(pool.workers[0].process.pid, flush=True)
        while pool.tasks:
            for happened in pool.wait(1):
                if happened.event.kind == "started":
                    print(happened.event.provenance["pid"], flush=True)
                    if {deaf}:
                        sys.stdin.read()
"""


@pytest.mark.parametrize(
    ("act", "import_seconds", "deaf"),
    [
        pytest.param("train", 3600, False, id="importing"),
        pytest.param("busy_in_python", 0, False, id="python"),
        pytest.param("busy_in_c", 0, False, id="c"),
        pytest.param("busy_with_the_lock", 0, False, id="c-with-lock"),
        pytest.param("flood", 0, False, id="writing"),
        pytest.param("flood", 0, True, id="writing-to-a-full-pipe"),
    ],
)
def test_a_killed_parent_leaves_no_orphan(tmp_path, gone, act, import_seconds, deaf):
    script = tmp_path / "parent.py"
    tests = str(Path(__file__).parent)
    script.write_text(
        PARENT.format(tests=tests, folder=str(tmp_path), act=act, import_seconds=import_seconds, deaf=deaf)
    )
    with subprocess.Popen(
        [sys.executable, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as parent:
        worker = int(parent.stdout.readline())
        parent.kill()
        assert gone(worker)
        parent.wait()
        assert gone(parent.pid)
        assert parent.stderr.read() == ""
