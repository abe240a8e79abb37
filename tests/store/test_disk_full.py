"""Tests of a disk that is full below a store in a file: an error that says so, what was recorded is untouched, and with
space it goes on."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pytest

from tests.store.places import OF_A_FILE
from zoo.errors import StoreError
from zoo.store import DONE, RUNNING, Store, backups

VERSION_2 = (Path(__file__).parent / "version_2.sql").read_text(encoding="utf-8")
LARGE = {"text": "x" * 200_000}

LIMITED = """
import resource, sqlite3, sys
from pathlib import Path
from zoo.errors import StoreError
from zoo.store import Store, RunRecord

def limit(size):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

def refused(act, *arguments, **options):
    try:
        act(*arguments, **options)
    except StoreError as error:
        print(error.exit_status, error.cause, error.hint)
    else:
        raise SystemExit("it was written")

path = Path(sys.argv[1])
url, room = f"sqlite:///{path}", 50_000
"""


@pytest.fixture
def small_disk(tmp_path):
    """A folder on a file system of 1 MiB, where one may be mounted."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no file system can be mounted here: needs root")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.fixture
def limited(tmp_path):
    """Returns a function that runs statements in a process whose files may be of a limited size; Python ignores the
    signal that comes with it, so that a write fails as on a full disk."""

    def run(statements):
        script = LIMITED + statements
        command = [sys.executable, "-c", script, str(tmp_path / "zoo.db")]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    return run


def fill(folder):
    """Writes until nothing more fits, and returns the file."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as stream:
        for size in (65536, 4096, 1):
            try:
                while True:
                    stream.write(b"x" * size)
            except OSError:
                continue
    return ballast


def sound(store):
    with store._database.reading() as connection:
        return connection.exec_driver_sql("pragma integrity_check").scalar() == "ok"


@OF_A_FILE
def test_a_result_that_does_not_fit_leaves_its_run_running(store, record, limited):
    done = store.begin(record(experiment_id="a"))
    store.finish(done, {"test_accuracy": 0.9})
    given = {name: value for name, value in asdict(record(experiment_id="b")).items() if value is not None}
    (said, _) = limited(f"""
store = Store.open(url)
lease = store.begin(RunRecord(**{given!r}))
limit(path.stat().st_size + room)
refused(store.finish, lease, {{"test_accuracy": 0.5, "text": "x" * 200_000}})
refused(store.fail, lease, {{"message": "x" * 200_000}})
limit(resource.RLIM_INFINITY)
assert store.run("b.1").status == "running"
store.finish(lease, {{"test_accuracy": 0.5, "text": "x" * 200_000}})
""")
    assert said.startswith("5 ")
    assert "free some space" in said
    assert {run.name: (run.status, run.test_accuracy) for run in store.runs()} == {
        "a.1": (DONE, 0.9),
        "b.1": (DONE, 0.5),
    }
    assert sound(store)


def test_an_upgrade_that_does_not_fit_leaves_the_old_store(tmp_path, limited):
    lines = limited(f"""
connection = sqlite3.connect(path)
connection.executescript({VERSION_2!r})
connection.close()
before = path.read_bytes()
for size in (100, 4096, path.stat().st_size - 1, path.stat().st_size):
    limit(size)
    refused(Store.open, url)
    assert path.read_bytes() == before, size
    assert [each.name for each in path.parent.iterdir() if each.name.startswith("zoo.db")] == ["zoo.db"], size
limit(resource.RLIM_INFINITY)
print(len(Store.open(url).runs()))
""")
    assert [line[:2] for line in lines] == ["5 "] * 4 + ["2"]
    assert (tmp_path / "zoo.db.version-2.backup").exists()


def test_a_new_store_that_does_not_fit(limited):
    assert [
        line[:2]
        for line in limited("""
limit(5000)
refused(Store.open, url)
limit(resource.RLIM_INFINITY)
print(len(Store.open(url).runs()))
""")
    ] == ["5 ", "0"]


def test_a_disk_that_is_full(small_disk, record):
    store = Store.open(f"sqlite:///{small_disk / 'zoo.db'}")
    done, running = store.begin(record(experiment_id="a")), store.begin(record(experiment_id="b"))
    store.finish(done, {"test_accuracy": 0.9})
    ballast = fill(small_disk)
    attempts = [
        lambda: store.begin(record(experiment_id="c")),
        lambda: store.beat([running]),
        lambda: store.finish(running, {"test_accuracy": 0.5, **LARGE}),
        lambda: store.fail(running, LARGE),
        lambda: backups.copy(store._database, small_disk / "copy.db"),
    ]
    for attempt in attempts:
        with pytest.raises(StoreError) as full:
            attempt()
        assert full.value.exit_status == 5
        assert "full" in full.value.cause or "No space" in full.value.cause
        assert "free some space" in full.value.hint
    assert {run.name: run.status for run in store.runs()} == {"a.1": DONE, "b.1": RUNNING}
    assert sorted(path.name for path in small_disk.iterdir()) == ["ballast", "zoo.db"]
    ballast.unlink()
    store.finish(running, {"test_accuracy": 0.5, **LARGE})
    assert store.run("b.1").test_accuracy == 0.5
    assert sound(store)
