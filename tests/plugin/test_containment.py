"""Containment: output goes to stderr, nothing ends the process, an interruption says what it cut off."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from zoo.plugin.containment import contained


def test_what_is_printed_in_any_way_is_no_result(capfd: pytest.CaptureFixture[str]) -> None:
    print("before")
    with contained("x was tried"):
        print("printed")
        os.write(1, b"written\n")
        subprocess.run([sys.executable, "-c", "print('by a child')"], check=True)
        print("around us", file=sys.__stdout__)
    print("after")
    out, err = capfd.readouterr()
    assert out.split() == ["before", "after"]
    assert {"printed", "written", "by a child", "around us"} <= set(err.splitlines())


@pytest.mark.parametrize("status", [0, 3])
def test_leaving_the_process_is_an_exception(status: int) -> None:
    leave = os._exit
    with pytest.raises(SystemExit, match=rf"os\._exit\({status}\)"), contained("x was tried"):
        os._exit(status)
    assert os._exit is leave


def test_a_forked_child_may_leave() -> None:
    script = """
import os
from zoo.plugin.containment import contained
with contained("x was tried"):
    child = os.fork()
    if child == 0:
        os._exit(7)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
"""
    subprocess.run([sys.executable, "-c", script], check=True)


def test_a_copy_that_was_forked_ends_with_the_code() -> None:
    script = """
import os
from zoo.plugin.containment import contained
with contained("x was tried"):
    if os.fork():
        os.wait()
print("one")
"""
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert done.stdout == "one\n"


def test_an_interruption_says_what_it_cut_off() -> None:
    with pytest.raises(KeyboardInterrupt) as caught, contained("x was tried"):
        raise KeyboardInterrupt
    assert caught.value.__notes__ == ["Interrupted while x was tried."]


@pytest.mark.parametrize("closed", ["1", "2"])
def test_it_works_without_stdout_and_stderr(closed: str) -> None:
    script = "from zoo.plugin.containment import contained\nwith contained('x'): raise SystemExit(5)"
    command = f'exec "{sys.executable}" -c "{script}" {closed}>&-'
    assert subprocess.run(["sh", "-c", command], check=False).returncode == 5
