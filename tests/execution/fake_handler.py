"""A handler without TensorFlow: its tasks say what to do. Used by workers that the tests spawn."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import threading
import time
import zlib
from pathlib import Path

from zoo.errors import Failure, FolderLocked, StoreBroken, StoreError
from zoo.plugin.containment import contained
from zoo.plugin.events import (
    Checked,
    Checkpoint,
    Diverged,
    Done,
    Epoch,
    Failed,
    Outdated,
    Progress,
    Resumed,
    Started,
    Stopped,
)


def started(task, epochs=1):
    return Started(run=task["run"], epochs=epochs, steps_per_epoch=1, provenance={"pid": os.getpid()})


def progress(task, step=0, text=""):
    """Returns an event as long as `text`, whose place is the run's name."""
    return Progress(run=task["run"] + text, epoch=0, step=step)


class Handler:
    """Trains nothing; `settings["import_seconds"]` is how long its import takes."""

    def __init__(self, settings):
        if settings.get("broken"):
            raise ImportError("no tensorflow here")
        time.sleep(settings.get("import_seconds", 0))
        self.threads, self.hoard = settings.get("threads"), []
        self.stopping = threading.Event()

    def stop(self):
        self.stopping.set()

    def go_on(self):
        self.stopping.clear()

    def handle(self, task, emit):
        getattr(self, task.get("act", "train"))(task, emit)

    def train(self, task, emit):
        """Speaks `steps` times, `seconds` apart, in messages of `size` characters."""
        emit(started(task))
        for step in range(task.get("steps", 1)):
            time.sleep(task.get("seconds", 0))
            emit(progress(task, step, "x" * task.get("size", 1)))
        print("trained", task["run"])
        os.write(2, b"from C\n")
        emit(Done(run=task["run"], result={"pid": os.getpid(), "threads": self.threads}))

    def spend(self, task, emit):
        """Changes its process for good."""
        emit(Done(run=task["run"], result={"pid": os.getpid()}, spent=True))

    def outdated(self, task, emit):
        """Has loaded other code than the files hold, until it is a new worker."""
        if not task.get("again"):
            emit(Outdated(run=task["run"], modules=["a"]))
        else:
            self.train(task, emit)

    def leak(self, task, emit):
        """Keeps some memory of each task."""
        self.hoard.append(os.urandom(task["megabytes"] << 20))
        emit(Done(run=task["run"], result={"pid": os.getpid(), "kept": len(self.hoard)}))

    def check(self, task, emit):
        emit(Checked(facts={}))

    def wait_for_stop(self, task, emit):
        emit(started(task))
        stopped = self.stopping.wait(task["seconds"])
        emit(Stopped(run=task["run"], epoch=0, step=3) if stopped else Done(run=task["run"], result={}))

    def raise_error(self, task, emit):
        raise ValueError("a bug")

    def unspeakable(self, task, emit):
        emit(Done(run=task["run"], result={"value": object()}))

    def exit(self, task, emit):
        sys.exit(3)

    def die(self, task, emit):
        os.kill(os.getpid(), task.get("signal", signal.SIGKILL))
        time.sleep(60)

    def last_words(self, task, emit):
        for step in range(task["steps"]):
            emit(progress(task, step, "x" * task["size"]))
        os.kill(os.getpid(), signal.SIGKILL)

    def fork_and_die(self, task, emit):
        """Leaves behind a process that holds every file descriptor of the worker open."""
        if os.fork() == 0:
            time.sleep(task["seconds"])
            os._exit(0)
        os.kill(os.getpid(), signal.SIGKILL)

    def die_in_a_message(self, task, emit):
        """Dies when a message has been written in part."""
        emit(progress(task))
        descriptor = next(int(fd) for fd in os.listdir("/proc/self/fd") if _is_socket(fd))
        os.write(descriptor, (1000).to_bytes(4, "big") + b'{"event": "do')
        os.kill(os.getpid(), signal.SIGKILL)

    def busy_in_python(self, task, emit):
        emit(started(task))
        while True:
            hashlib.sha256(b"x").digest()

    def busy_in_c(self, task, emit):
        """One C call after another, each of about a second and without the interpreter's lock."""
        emit(started(task))
        while True:
            zlib.compress(os.urandom(1 << 24), 9)

    def busy_with_the_lock(self, task, emit):
        """C calls that hold the interpreter's lock."""
        emit(started(task))
        while True:
            sum(range(5_000_000))

    def hang_in_strange_code(self, task, emit):
        with contained("it hung"):
            emit(started(task))
            time.sleep(600)

    def flood(self, task, emit):
        emit(started(task))
        while True:
            emit(progress(task, text="x" * (1 << 20)))

    def terminate(self, task, emit):
        """Ends a program that it has started."""
        with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as program:
            program.terminate()
        emit(Done(run=task["run"], result={"status": program.returncode}))

    def signalled(self, task, emit):
        """Receives Ctrl-C, as every process of a terminal does, or SIGTERM, as every process of a job may."""
        os.kill(os.getpid(), task["signal"])
        subprocess.run([sys.executable, "-c", "print('from a child')"], check=True)
        emit(Done(run=task["run"], result={}))


class Deadly:
    """Ends the worker while it starts, with the status of success."""

    def __init__(self, settings):
        os._exit(0)


class Trainer:
    """Speaks as the real handler does; the model's name says what happens."""

    def __init__(self, settings):
        self.threads, self.stopping = settings.get("threads"), threading.Event()

    def stop(self):
        self.stopping.set()

    def go_on(self):
        self.stopping.clear()

    def handle(self, task, emit):
        name = task["experiment"]["model"]["name"] if "experiment" in task else ""
        getattr(self, f"{task['task']}_{name}", getattr(self, task["task"]))(task, emit)

    def node(self, task, emit):
        """Has and lacks what the environment says."""
        data = dict.fromkeys(task["datasets"], os.environ.get("FAKE_DATA", "seen"))
        lacks = os.environ.get("FAKE_LACK")
        emit(Checked(facts={"data": data}, refused=Failure(lacks, hint="pip install it") if lacks else None))

    def check(self, task, emit, refused=None):
        probed = {"seconds_per_epoch": 20.0} if task.get("probe") else {}
        emit(Checked(facts={"data": "seen", "parameters": 7, **probed}, refused=refused))

    def check_misfit(self, task, emit):
        self.check(task, emit, Failure("It does not fit.", "Too big.", "zoo list", 2))

    def check_dataless(self, task, emit):
        self.check(task, emit, Failure("No data.", hint="zoo data fetch", exit_status=4))

    def check_buggy(self, task, emit):
        raise RuntimeError("a bug in the check")

    def check_hanging(self, task, emit):
        time.sleep(600)

    def check_deadly(self, task, emit):
        os.kill(os.getpid(), signal.SIGKILL)

    def check_unlucky(self, task, emit):
        """Dies once."""
        if not os.path.exists("unlucky"):
            open("unlucky", "w").close()
            os.kill(os.getpid(), signal.SIGKILL)
        self.check(task, emit)

    def run(self, task, emit):
        name = task["run"]
        emit(started(task))
        emit(Epoch(run=name, epoch=0, loss=0.5, accuracy=0.8, seconds=0.1, images_per_second=100.0))
        result = {"test_accuracy": 0.9, "data": "seen", "epochs": 1, "parameters": 7, "train_seconds": 0.1}
        emit(Done(run=name, result={**result, "test_images": 100}))

    def run_killed(self, task, emit):
        os.kill(os.getpid(), signal.SIGKILL)

    def run_failing(self, task, emit):
        emit(Failed(run=task["run"], error=Failure("It diverged.")))

    def run_diskless(self, task, emit):
        emit(Failed(run=task["run"], error=Failure.of(StoreBroken("The disk is full."))))

    def run_locked(self, task, emit):
        emit(Failed(run=task["run"], error=Failure.of(FolderLocked("Its folder is locked."))))

    def run_unstorable(self, task, emit):
        emit(Failed(run=task["run"], error=Failure.of(StoreError("A plugin's file cannot be written."))))

    def run_diverging(self, task, emit):
        emit(started(task))
        emit(Diverged(run=task["run"], epoch=0, step=3, error=Failure("The loss is not finite.")))

    def run_stubborn(self, task, emit):
        """Neither speaks nor stops."""
        emit(started(task))
        time.sleep(600)

    def run_mute(self, task, emit):
        """Never begins."""
        time.sleep(600)

    def run_slow(self, task, emit):
        """Waits for the end of its second epoch until it is stopped."""
        self.epochs(task, emit, seconds=0.01, last=1)

    def run_steady(self, task, emit):
        self.epochs(task, emit, seconds=0.05)

    run_sturdy = run_steady

    def run_mortal(self, task, emit):
        """Dies in its second epoch, once."""
        self.epochs(task, emit, seconds=0.01, dies=1 if not task["resume"] else None)

    def epochs(self, task, emit, *, seconds, last=None, dies=None):
        """Trains epoch after epoch, and writes down each; its checkpoints are empty files."""
        name, folder = task["run"], Path(task["folder"])
        (folder / "checkpoints").mkdir(exist_ok=True)
        kept = sorted((folder / "checkpoints").iterdir()) if task["resume"] else []
        first = int(kept[-1].name.partition("-")[0]) if kept else 0
        epochs = task["experiment"]["recipe"]["values"]["epochs"]
        emit(started(task, epochs=epochs))
        if task["resume"]:
            emit(Resumed(run=name, epoch=first, step=0))
        for epoch in range(first, epochs):
            if epoch == dies:
                os.kill(os.getpid(), signal.SIGKILL)
            if self.stopping.wait(600 if epoch == last else seconds):
                emit(Stopped(run=name, epoch=epoch, step=0))
                return
            with (folder / "epochs.txt").open("a") as log:
                log.write(f"{epoch}\n")
            (folder / "checkpoints" / f"{epoch + 1:06}-000000.ckpt").touch()
            emit(Checkpoint(run=name, epoch=epoch + 1, step=0))
        for path in (folder / "checkpoints").iterdir():
            path.unlink()
        result = {"test_accuracy": 0.9, "data": "seen", "epochs": epochs, "parameters": 7, "train_seconds": 0.1}
        emit(Done(run=name, result={**result, "test_images": 100, "threads": self.threads}))


def _is_socket(descriptor):
    return os.path.exists(f"/proc/self/fd/{descriptor}") and os.readlink(f"/proc/self/fd/{descriptor}").startswith(
        "socket"
    )
