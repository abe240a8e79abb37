"""`zoo logs RUN`: all of a log, or what comes until the run ends."""

from __future__ import annotations

import threading
import time

import pytest

from tests.ranking import fakes
from zoo import paths
from zoo.cli import logs, program
from zoo.store import DONE, Store


@pytest.fixture
def zoo(capsys):
    """Returns a function that runs `zoo logs` and returns its status, stdout and stderr."""

    def run(*arguments):
        status = program.run(["logs", *arguments])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run


@pytest.fixture
def lease(zoo_home):
    return Store.open().begin(fakes.run(experiment_id="abcd"))


@pytest.fixture
def log(lease):
    """The log of a running run, with two lines."""
    path = paths.runs_folder() / lease.name / "log.txt"
    path.parent.mkdir(parents=True)
    path.write_text("epoch 1\nepoch 2: ünïcode\n", encoding="utf-8")
    return path


@pytest.fixture
def fast(monkeypatch):
    monkeypatch.setattr(logs, "OFTEN", 0.01)
    monkeypatch.setattr(logs, "SELDOM", 0.05)


def test_the_log_is_printed_as_it_is(zoo, log):
    assert zoo("abcd") == (0, "epoch 1\nepoch 2: ünïcode\n", "")


def test_what_is_no_text_is_printed_all_the_same(zoo, log):
    log.write_bytes(b"a\xffb\xc3")
    assert zoo("abcd.1")[1] == "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}"


def test_following_a_run_that_has_ended_is_printing_it(zoo, log, lease):
    Store.open().finish(lease, {})
    assert zoo("abcd", "-f") == (0, "epoch 1\nepoch 2: ünïcode\n", "")


def test_following_goes_on_until_the_run_ends(zoo, log, lease, fast, monkeypatch):
    """The rest is written when the first part was printed, and cuts a letter in two."""
    shown, store = threading.Event(), Store.open()
    real = logs.Tail.show

    def show(self, *, final=False):
        real(self, final=final)
        shown.set()

    def work():
        assert shown.wait(20)
        with log.open("ab") as stream:
            for part in (b"epoch 3: ", "ü".encode()[:1], "ü".encode()[1:], b"\n"):
                stream.write(part)
                stream.flush()
                time.sleep(0.03)
        store.finish(lease, {})

    monkeypatch.setattr(logs.Tail, "show", show)
    worker = threading.Thread(target=work)
    worker.start()
    status, out, err = zoo("abcd", "--follow")
    worker.join()
    assert Store.open().run("abcd").status == DONE
    assert (status, err) == (0, "")
    assert out == "epoch 1\nepoch 2: ünïcode\nepoch 3: ü\n"


def test_a_log_that_comes_later_is_followed(zoo, lease, fast):
    def work():
        path = paths.runs_folder() / lease.name / "log.txt"
        time.sleep(0.1)
        path.parent.mkdir(parents=True)
        path.write_text("here\n")
        Store.open().fail(lease, None)

    worker = threading.Thread(target=work)
    worker.start()
    assert zoo("abcd", "-f") == (0, "here\n", "")
    worker.join()


def test_a_log_that_was_begun_again_is_printed_again(capsys, log):
    tail = logs.Tail(log)
    tail.show()
    log.write_text("again\n")
    tail.show()
    tail.show()
    assert capsys.readouterr().out == "epoch 1\nepoch 2: ünïcode\nagain\n"


def test_a_run_without_a_log_says_so(zoo, lease):
    status, out, err = zoo("abcd")
    assert (status, out) == (1, "")
    assert "Run 'abcd.1' has no log" in err
    assert "Try: zoo show abcd.1" in err
    assert len(err.splitlines()) <= 6


def test_an_unknown_run(zoo, lease):
    status, out, err = zoo("abce")
    assert (status, out) == (2, "")
    assert "No run is called 'abce'" in err
