"""A worker's death seen from its slot: nothing lost, nothing waited for."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.execution.events import last_events
from zoo.execution.preflight import work

WITHOUT_STREAMS = """
import os
from pathlib import Path
from zoo.execution.local.pool import Pool
from zoo.execution.preflight import work
from zoo.plugin.launcher import LaunchConfig

folder = Path({folder!r})
if __name__ == "__main__":
    for number in {closed}:
        os.close(number)
    with Pool(LaunchConfig(handler="fake_handler:Handler", settings={{}}, logs=folder)) as pool:
        events = [event for _, event in work(pool, [{{"task": "run", "run": "a", "folder": str(folder)}}])]
    (folder / "events.txt").write_text(" ".join(event.kind for event in events))
"""


@pytest.mark.parametrize("closed", [(1,), (2,), (0, 1, 2)])
def test_closed_streams_of_the_parent_kill_no_worker(tmp_path, closed):
    script = tmp_path / "script.py"
    script.write_text(WITHOUT_STREAMS.format(closed=closed, folder=str(tmp_path)))
    paths = os.pathsep.join([str(Path(__file__).parents[1]), os.getcwd()])
    subprocess.run([sys.executable, script], env={**os.environ, "PYTHONPATH": paths}, timeout=60, check=True)
    assert (tmp_path / "events.txt").read_text() == "began started progress done"
    assert (tmp_path / "log.txt").read_text() == "trained a\nfrom C\n"


def test_the_log_of_a_worker_that_dies_before_it_says_a_word_is_there(make_pool, tasks):
    with make_pool(handler="Deadly") as pool:
        (error,) = [event.error for _, event in work(pool, [tasks("a")])]
        assert error.message == "The worker ended with status 0."
        assert Path(error.hint.removeprefix("cat ")).is_file()


def test_one_whose_parent_is_gone_ends_in_strange_code_too(pool, tasks, gone):
    """There `os._exit` is another function."""
    pool.submit(tasks("a", "hang_in_strange_code"))
    events = []
    while not any(event.kind == "started" for event in events):
        events += [happened.event for happened in pool.wait(1.0)]
    pool.workers[0].connection.close()
    assert gone(events[-1].provenance["pid"])


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="finds the pipe in /proc")
def test_a_message_cut_by_death_is_no_hang(pool, tasks):
    last = last_events(work(pool, [tasks("a", "die_in_a_message"), tasks("b")]))
    assert "signal 9" in last["a"].error.message
    assert last["b"].kind == "done"


def test_a_process_that_the_worker_forked_does_not_hide_its_death(pool, tasks):
    start = time.monotonic()
    last = last_events(work(pool, [tasks("a", "fork_and_die", seconds=15)]))
    assert "signal 9" in last["a"].error.message
    assert time.monotonic() - start < 10


def test_nothing_that_a_dying_worker_said_is_lost(pool, tasks):
    events = [event for _, event in work(pool, [tasks("a", "last_words", steps=300, size=10_000)])]
    assert [event.step for event in events if event.kind == "progress"] == list(range(300))
    assert "signal 9" in events[-1].error.message
