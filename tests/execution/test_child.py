"""What a worker prints, ignores and says of its end."""

from __future__ import annotations

import signal

from tests.execution.events import last_events


def test_what_a_run_prints_goes_to_its_folder(pool, tasks, capfd):
    task = tasks("a")
    last_events(pool.run([task]))
    with open(task["folder"] + "/log.txt") as log:
        assert log.read() == "trained a\nfrom C\n"
    assert capfd.readouterr() == ("", "")


def test_a_crash_says_where_the_log_is_and_the_log_says_where_it_crashed(pool, tasks):
    task = tasks("a", "die", signal=signal.SIGSEGV)
    error = last_events(pool.run([task]))["a"]["error"]
    assert "signal 11 (SIGSEGV)" in error["message"]
    assert error["hint"] == f"cat {task['folder']}/log.txt"
    with open(task["folder"] + "/log.txt") as log:
        assert "in die" in log.read()


def test_a_worker_ignores_ctrl_c(pool, tasks):
    assert last_events(pool.run([tasks("a", "sigint")]))["a"]["event"] == "done"
