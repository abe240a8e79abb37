"""The contract, on this machine's processes; and a Slurm of a few lines, whose jobs end before their tasks do."""

import re
import signal
import time
from pathlib import Path

import fake_slurm
import pytest

import zoo
from zoo.testing import checks
from zoo_slurm import place, workers
from zoo_slurm.desk import Desk
from zoo_slurm.launcher import LAUNCHER

test_components = checks("zoo-slurm", given={"launcher": {"slurm": {"cluster": "local"}}})

README = Path(__file__).parent.parent / "README.md"
PATIENCE = 60


@pytest.fixture
def slurm(tmp_path, monkeypatch):
    """A function that starts workers on a Slurm of this machine, with parameters; it ends with them."""
    for name in ("slurm", "bin"):
        (tmp_path / name).mkdir()
    monkeypatch.setattr(workers, "SACCT", 0.2)
    monkeypatch.setattr(workers, "TRIES", 2)
    monkeypatch.setenv("FAKE_SLURM", str(tmp_path / "slurm"))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=":")
    fake_slurm.install(tmp_path / "bin")
    opened = []

    def start(**parameters):
        launch = zoo.LaunchConfig(handler="zoo.testing.launchers:Trial", settings={}, logs=tmp_path / "logs")
        opened.append(LAUNCHER.call("start", {"folder": str(tmp_path / "desks"), **parameters}, launch))
        return opened[-1]

    yield start
    for each in opened:
        each.close()
    wait_for(lambda: not any(map(fake_slurm.alive, fake_slurm.jobs().values())))


@pytest.fixture
def task(tmp_path):
    """A function that makes a task for the handler of zoo.testing."""

    def make(run, act="train"):
        (tmp_path / run).mkdir()
        return {"task": "run", "run": run, "folder": str(tmp_path / run), "resume": False, "act": act}

    return make


def wait_for(happens):
    """Waits until something is true, and returns it."""
    deadline = time.monotonic() + PATIENCE
    while not (found := happens()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return found


def until(workers, *kinds):
    """Returns the kinds of events up to the first of these kinds, and that event."""
    seen = []

    def found():
        happened = workers.wait(1)
        seen.extend(each.event.kind for each in happened)
        return next((each for each in happened if each.event.kind in kinds), None)

    return seen, wait_for(found)


def test_a_job_is_what_was_asked_for_and_does_task_after_task(slurm, task, tmp_path):
    (typed,) = re.findall(r"--launcher slurm:(\S*partition\S*)", README.read_text())
    asked = dict(word.split("=") for word in typed.split(":"))
    workers = slurm(memory=16, **{name: int(value) if value.isdigit() else value for name, value in asked.items()})
    assert (workers.free, workers.threads) == (16, 4)
    for run in ("a", "b", "c"):
        workers.submit(task(run))
        _, last = until(workers, "done")
        assert last.files["checkpoints/000001-000000.ckpt"].read_text() == run
    assert list(fake_slurm.jobs()) == ["1"]
    script = (tmp_path / "slurm" / "1.sh").read_text()
    options = ("partition=gpu", "cpus-per-task=4", "gpus-per-node=1", "time=240", "mem=16GB", "signal=USR2@90")
    assert [option for option in options if f"#SBATCH --{option}\n" not in script] == []
    assert "--cpus-per-task=4" in script.partition("srun")[2]


def test_several_tasks_are_one_array_and_a_place_that_is_free_takes_the_next(slurm, task):
    workers = slurm(jobs=2)
    tasks = [task(f"r{number}") for number in range(2)]
    for each in tasks:
        workers.submit(each)
    assert workers.free == 0
    done = []
    while len(done) < 2:
        done += [happened.task["run"] for happened in workers.wait(1) if happened.event.last]
    assert sorted(done) == ["r0", "r1"]
    assert sorted(fake_slurm.jobs()) == ["1_0", "1_1"]


@pytest.mark.parametrize("notice", [signal.SIGTERM, signal.SIGUSR2])
def test_what_slurm_ends_in_time_goes_on_in_another_job(slurm, task, notice):
    """Slurm tells all processes of a job, the worker among them."""
    workers = slurm()
    workers.submit(one := task("one", act="wait"))
    until(workers, "started")
    fake_slurm.signalled(notice, "1")
    before, again = until(workers, "started")
    assert before == ["checkpoint", "began", "started"]
    assert again.event.provenance == {"checkpoint": "one"}
    assert sorted(fake_slurm.jobs()) == ["1", "2"]
    workers.stop(one)
    assert until(workers, "stopped")[1].task is one


def test_a_node_that_is_lost_costs_no_run_and_a_run_that_ends_nodes_is_given_up(slurm, task, tmp_path):
    workers = slurm()
    workers.submit(task("one", act="wait"))
    for job in ("1", "2"):
        until(workers, "started")
        fake_slurm.signalled(signal.SIGKILL, job)
    _, last = until(workers, "failed")
    assert last.event.died
    assert "lost 2 Slurm jobs in a row" in last.event.error.message
    assert workers.free == 1
    workers.close()
    assert list((tmp_path / "desks").iterdir())  # the jobs' logs are kept


def test_a_run_that_is_killed_leaves_its_place_warm(slurm, task, tmp_path):
    workers = slurm()
    workers.submit(killed := task("killed", act="wait"))
    until(workers, "started")
    workers.kill(killed)
    workers.submit(task("next"))
    until(workers, "done")
    assert list(fake_slurm.jobs()) == ["1"]
    workers.close()
    wait_for(lambda: not list((tmp_path / "desks").iterdir()))


def test_a_task_whose_jobs_fail_says_why(slurm, task):
    workers = slurm()
    workers.submit(task("one"))
    (workers.desk.folder / "queue").rename(workers.desk.folder / "moved")
    error = until(workers, "failed")[1].event.error
    assert error.cause.startswith("FileNotFoundError")
    assert "FileNotFoundError" in Path(error.hint.removeprefix("cat ")).read_text()


def test_a_place_ends_itself_where_nobody_is_there_any_more(tmp_path, monkeypatch):
    monkeypatch.setattr(place, "SILENCE", 0.1)
    desk = Desk.new(tmp_path)
    desk.beat(1)
    launch = zoo.LaunchConfig(handler="zoo.testing.launchers:Trial", settings={}, logs=tmp_path / "logs")
    handlers = {number: signal.getsignal(number) for number in place.NOTICES}
    try:
        place.Place(desk.folder, 0, launch)()
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, place.NOTICES)
        for number, handler in handlers.items():
            signal.signal(number, handler)


def test_without_slurm_it_says_so(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    launch = zoo.LaunchConfig(handler="x:Y", settings={}, logs=tmp_path / "logs")
    with pytest.raises(zoo.PluginError, match="This machine has no Slurm") as caught:
        LAUNCHER.call("start", {}, launch)
    assert "cluster=local" in str(caught.value)
