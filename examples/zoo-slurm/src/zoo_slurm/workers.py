"""The side of `zoo run`: puts tasks on the desk, sees to it that there are jobs, and tells what comes back."""

import shutil
import time
from multiprocessing.connection import wait

import zoo
from zoo_slurm.attempt import Attempt
from zoo_slurm.place import OVER, Place

LOOK = 0.2
"""Seconds between two looks at the desk."""

TRIES = 3
"""With how many jobs a task may end, without a checkpoint in between, before it is taken for what ends them."""

GRACE = 3.0
"""Seconds in which places end by themselves when all is over; then they are cancelled."""

SACCT = 30.0
"""Seconds between two questions to Slurm which jobs live."""


class Errand:
    """A task on the desk: its newest attempt that is known, and how many jobs it has lost since its last checkpoint."""

    def __init__(self, task, folder):
        self.task, self.folder, self.lost = task, folder, 0
        self.number, self.attempt = 1, Attempt(folder, 1)

    def read(self):
        """Returns the events that have come, each with its files."""
        followed = (self.folder / str(self.number + 1)).is_dir()
        found = self.attempt.read()
        if not found and followed:
            self.number += 1
            self.attempt = Attempt(self.folder, self.number)
        if any(event["event"] == "checkpoint" for event, _ in found):
            self.lost = 0
        return found


class SlurmWorkers(zoo.Workers):
    """Jobs that take tasks from a desk. There are as many as tasks in work, and at most `launch.jobs`.

    Args:
        executor: submitit's.
    """

    def __init__(self, desk, executor, launch):
        self.desk, self.executor, self.launch = desk, executor, launch
        self.errands, self.running, self.used = {}, {}, []
        self.count, self.asked, self.keep = 0, 0.0, False

    @property
    def free(self):
        return self.jobs - len(self.errands)

    @property
    def jobs(self):
        return self.launch.jobs

    @property
    def threads(self):
        return self.launch.settings["threads"]

    def submit(self, task):
        self.count += 1
        name = f"{self.count:06}"
        self.desk.put(name, task)
        self.errands[name] = Errand(task, self.desk.folder / name)

    def wait(self, timeout):
        for path in self.used:  # the files of the last events, which are where they belong by now
            shutil.rmtree(path, ignore_errors=True)
        self.used, deadline = [], time.monotonic() + timeout
        self.desk.beat(time.time())
        found = self._look_after_jobs()
        wake = [self.launch.wake] if self.launch.wake else []
        while not (found := found + self._read()) and (left := deadline - time.monotonic()) > 0:
            if wait(wake, min(left, LOOK)):
                break
        return found

    def stop(self, task):
        self.desk.ask(self._name(task), "stop")

    def kill(self, task):
        """What is written after that is written on the desk, and nobody reads it."""
        name = self._name(task)
        self.desk.ask(name, "kill")
        self.desk.withdraw(name)
        del self.errands[name]

    def close(self):
        self.desk.beat(OVER)
        deadline = time.monotonic() + GRACE
        while (left := [job for job in self.running.values() if not job.done()]) and time.monotonic() < deadline:
            time.sleep(LOOK)
        for job in left:  # it waits in the queue, or hangs
            job.cancel(check=False)
        if not self.keep:  # nobody will ask for the jobs' logs
            shutil.rmtree(self.desk.folder, ignore_errors=True)

    def _name(self, task):
        return next(name for name, errand in self.errands.items() if errand.task is task)

    def _read(self):
        return [self._told(name, *told) for name, errand in list(self.errands.items()) for told in errand.read()]

    def _told(self, name, event, brought):
        errand = self.errands[name]
        self.keep |= event.get("died", False)
        files = {str(path.relative_to(brought)): path for path in brought.rglob("*") if path.is_file()}
        happened = zoo.TaskEvent(task=errand.task, event=event, files=files)
        self.used.append(brought)
        if happened.event.last:
            del self.errands[name]
            self.used.append(errand.folder)
        return happened

    def _look_after_jobs(self):
        """Hands on what jobs that ended had in work, and submits jobs, as an array, where there are more tasks."""
        ended, due = [], time.monotonic() - self.asked > SACCT
        for place, job in self.running.items():
            if job.done(force_check=due):
                ended.append(place)
            if due:  # one question answers for all jobs
                self.asked, due = time.monotonic(), False
        given_up = [event for place in ended for event in self._after(place, self.running.pop(place))]
        idle = [number for number in range(self.jobs) if number not in self.running]
        if missing := idle[: max(0, len(self.errands) - len(self.running))]:
            places = [Place(self.desk.folder, number, self.launch) for number in missing]
            self.running.update(zip(missing, self.executor.submit_array(places), strict=True))
        return given_up

    def _after(self, place, job):
        """Has other jobs go on with what one left. Yields `failed` for a task that too many ended with."""
        for name in (left := self.desk.taken(place)):
            self.desk.put_back(name, place)
            if name not in self.errands:  # it was killed
                self.desk.withdraw(name)
        error = job.exception() if job.paths.result_pickle.exists() else "Slurm ended it, or its node was lost."
        if error is None:  # in order: Slurm had told it, or there was nothing to do
            return
        self.keep = True
        blamed = next((self.errands[name] for name in [*left, *self.errands] if name in self.errands), None)
        if blamed is None:
            return
        blamed.lost += 1
        if blamed.lost == TRIES:
            message = f"It has lost {TRIES} Slurm jobs in a row, and no checkpoint was written."
            failure = {"message": message, "cause": _reason(error), "hint": f"cat {job.paths.stderr}"}
            self.kill(blamed.task)
            yield zoo.TaskEvent(task=blamed.task, event={"event": "failed", "error": failure, "died": True})


def _reason(error):
    """Returns the last line of the traceback that submitit puts between lines of dashes, or what there is."""
    return str(error).split("\n---")[min(1, str(error).count("\n---"))].strip("-\n").splitlines()[-1]
