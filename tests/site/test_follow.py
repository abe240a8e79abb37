"""A report that follows its source: written again when that has changed, and only then."""

from __future__ import annotations

import itertools
import os

import pytest

from tests.ranking import fakes
from zoo import paths
from zoo.errors import StoreError
from zoo.site import follow


class Stop:
    """Notices a signal when all that is to happen has happened: each wait makes the next thing happen."""

    def __init__(self, *happens):
        self.signal, self.waits, self._happens = None, [], list(happens)

    def wait(self, seconds):
        self.waits.append(seconds)
        if self._happens:
            self._happens.pop(0)()
        else:
            self.signal = 2


def nothing():
    pass


@pytest.fixture
def export(tmp_path):
    path = tmp_path / "leaderboard.json"
    path.write_text("{}")
    return path


def changes(path, at):
    """Returns what writes a file at a given time, in nanoseconds."""

    def change():
        path.write_text("{}")
        os.utime(path, ns=(at, at))

    return change


def test_it_is_written_when_its_source_has_changed_and_only_then(export):
    written = []
    stop = Stop(nothing, changes(export, 1), nothing, changes(export, 2), nothing)
    follow.follow(lambda: written.append(len(stop.waits)), export, follow.mark(export), stop)
    assert written == [2, 4]


def test_what_changed_while_it_was_written_first_is_not_missed(export):
    written, since = [], follow.mark(export)
    changes(export, 1)()
    follow.follow(lambda: written.append(1), export, since, Stop(nothing, nothing))
    assert written == [1]


def test_it_rests_twenty_times_as_long_as_it_works(export, monkeypatch):
    clock = iter([0.0, 10.0, 300.0, 300.001])
    monkeypatch.setattr("time.monotonic", lambda: next(clock))
    stop = Stop(changes(export, 1), nothing)
    follow.follow(nothing, export, follow.mark(export), stop)
    assert stop.waits == [2.0, 200.0, 2.0]


def test_what_goes_wrong_is_said_once_and_tried_again(export, capsys):
    tries = []

    def write():
        tries.append(1)
        if len(tries) < 4:
            raise StoreError("The store cannot be read.", hint="zoo store check")

    follow.follow(write, export, None, Stop(nothing, nothing, nothing, nothing, nothing))
    assert len(tries) == 4
    assert capsys.readouterr().err == "Error: The store cannot be read.\nTry: zoo store check\n"


def test_an_export_that_is_gone_for_a_moment(export):
    before = follow.mark(export)
    export.unlink()
    assert follow.mark(export) != before


def test_the_store_has_changed_with_a_run_its_end_and_a_file_of_it():
    marks = [follow.mark(None)]
    name = fakes.record()
    marks.append(follow.mark(None))
    assert follow.mark(None) == marks[-1]
    folder = paths.run_folder(name)
    (folder / "probes").mkdir(parents=True)
    (folder / "probes" / "answer.json").write_text("{}")
    marks.append(follow.mark(None))
    (folder / "probes" / "another.json").write_text("{}")
    marks.append(follow.mark(None))
    (folder / "test.npz").write_bytes(b"x")
    marks.append(follow.mark(None))
    assert all(one != other for one, other in itertools.pairwise(marks))
