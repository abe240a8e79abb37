"""How `zoo run` ends where something went wrong."""

from __future__ import annotations

import pytest

from tests.ranking import fakes as boards
from zoo.api import results
from zoo.cli.run import errors
from zoo.errors import RunFailed


def ended(*statuses, **error):
    """Returns a run for each status, and the error in those that have one."""
    error = {"message": "It broke.", "cause": "By chance.", "hint": "cat log", "exit_status": 1, **error}
    return [
        boards.run(name=f"{status}.{number}", status=status, error=None if status == "done" else error)
        for number, status in enumerate(statuses)
    ]


def complaint(records, total):
    with pytest.raises(RunFailed) as caught:
        results.complain(records, total)
    return caught.value


def test_where_all_is_done_there_is_nothing_to_say():
    results.complain(ended("done", "done"), 2)
    results.complain([], 0)


@pytest.mark.parametrize(
    ("statuses", "message"),
    [
        (["failed"], "1 of 1 run failed."),
        (["done", "diverged", "done"], "1 of 3 runs diverged."),
        (["failed", "diverged", "diverged", "done"], "1 of 4 runs failed, 2 diverged."),
    ],
)
def test_how_many_and_how(statuses, message):
    error = complaint(ended(*statuses), len(statuses))
    assert (error.message, error.cause, error.exit_status) == (message, "It broke. By chance.", 1)


def test_the_log_of_the_first_one_is_what_to_look_at():
    assert complaint(ended("done", "diverged", "failed"), 3).hint == "zoo logs diverged.1"


def test_what_was_stopped_because_of_it_is_said():
    error = complaint(ended("failed", "interrupted", "done"), 5)
    assert error.cause == "It broke. By chance. 3 stopped or not begun: the same command goes on."


def test_a_run_whose_folder_is_locked_is_no_success():
    error = complaint(ended("done", "interrupted", locked=True, hint="fuser .lock"), 2)
    assert (error.message, error.hint, error.exit_status) == ("1 of 2 runs interrupted.", "fuser .lock", 1)
    assert error.cause == "It broke. By chance. 1 stopped or not begun: the same command goes on."


def test_a_run_that_may_not_go_on_says_how_to_start_over():
    error = complaint(ended("failed", changed=["the code changed"], hint="zoo run -d dots --force"), 1)
    assert error.hint == "zoo run -d dots --force"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["run", "-d", "a b"], "zoo run -d 'a b'   (what is done is skipped, what was interrupted goes on)"),
        (["run", "--force"], "zoo run --force   (all over)"),
    ],
)
def test_what_was_typed(monkeypatch, typed, said):
    monkeypatch.setattr("sys.argv", ["/bin/zoo", *typed])
    assert errors.again() == said


def test_a_command_that_always_begins_anew_says_so(monkeypatch):
    monkeypatch.setattr("sys.argv", ["zoo", "reproduce", "a.1"])
    assert errors.again(anew=True) == "zoo reproduce a.1   (all over)"
