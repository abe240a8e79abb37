"""Runs that are killed with SIGKILL again and again, and go on in a new process each time: the same bits at the end."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import shelf
from test_resuming import story

from tests.long import LONG
from zoo.experiments import experiment, registry

CHILD = Path(__file__).with_name("forking.py")
STEPS = 7


@pytest.fixture(scope="module")
def forked(tmp_path_factory):
    """Returns a function that does one task in a new process, and returns how that ended, and the events."""
    errors = tmp_path_factory.mktemp("forking") / "errors"
    with (
        errors.open("w") as stderr,
        subprocess.Popen(
            [sys.executable, str(CHILD)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stderr, text=True
        ) as server,
    ):

        def do(task):
            print(json.dumps(task), file=server.stdin, flush=True)
            answer = server.stdout.readline()
            assert answer, errors.read_text()
            return json.loads(answer)

        yield do
        server.stdin.close()


@pytest.fixture
def run(forked, tmp_path):
    """Returns a function that trains in a folder, with a new token each time, and returns what `forked` does."""
    tokens = iter(range(1, 1000))

    def run(what, folder, *, resume=False, **more):
        task = {"task": "run", "run": "r.1", "experiment": what.to_dict(), "folder": str(tmp_path / folder)}
        return forked({**task, "resume": resume, "token": next(tokens), **more})

    return run


def killed(run, what, points):
    """Has a run killed at each of some points; yields where it went on each time, and at last how it ended."""
    for number, point in enumerate(points):
        answer = run(what, "broken", resume=number > 0, die=point)
        assert answer["ended"] == -signal.SIGKILL, point
        yield place(answer) if number else None
    answer = run(what, "broken", resume=True)
    assert answer["ended"] == 0
    yield place(answer)
    yield answer["events"]


def place(answer):
    resumed = answer["events"][1]
    assert resumed["event"] == "resumed"
    return resumed["epoch"], resumed["step"]


EVERYWHERE = [
    ({"event": "started"}, 0),
    ({"batch": [0, 3]}, 0),
    ({"checkpoint": [1, "half written"]}, 0),
    ({"checkpoint": [1, "after replace"]}, 1),
    ({"batch": [1, 5]}, 1),
    ({"checkpoint": [1, "before replace"]}, 1),
    ({"batch": [2, 2]}, 2),
    ({"checkpoint": [2, "before the old one is removed"]}, 4),
    ({"event": "epoch", "epoch": 4}, 4),
    ({"event": "checkpoint", "epoch": 5}, 5),
    ({"while": "results are written"}, 5),
    ({"event": "done"}, 5),
]
"""Where a run is killed, and of how many epochs there is a checkpoint then: no more than one is trained again."""

POINTS = EVERYWHERE if LONG else [EVERYWHERE[0], *EVERYWHERE[2:4], EVERYWHERE[10]]


def test_killed_everywhere(run, tmp_path):
    what = shelf.compose(
        recipe="remembering", augmenters=["brighten"], given={"recipe": {"callback": "wandering", "epochs": 5}}
    )
    unbroken = run(what, "unbroken")["events"]
    *places, events = killed(run, what, [point for point, _ in POINTS])
    assert places == [None, *((epoch, 0) for _, epoch in POINTS)]
    assert story(events, tmp_path / "broken") == story(unbroken, tmp_path / "unbroken")
    assert not [path.name for path in (tmp_path / "broken").rglob("*.tmp")]


REAL = {
    "Muon, dropout, mixup": ("cnn6", "shift-flip+mixup", "speedrun:epochs=3:batch_size=16"),
    "AdamW": ("mlp", "shift-flip", "fast:epochs=3:batch_size=16"),
    "batch normalisation": ("speednet:widths=8/8/8", "none", "speedrun:epochs=3:batch_size=16"),
}


@pytest.mark.parametrize("name", REAL if LONG else list(REAL)[:1])
def test_the_zoos_own_components(run, tmp_path, name):
    model, augmenter, recipe = REAL[name]
    (what,) = experiment.compose(
        registry.load(), dataset="digits", model=model, augmenter=augmenter, recipe=recipe, limit=100
    )
    unbroken = run(what, "unbroken")["events"]
    shelf.result(unbroken)
    stopped = run(what, "broken", stop=[0, 2])["events"][-1]
    assert stopped["event"] == "stopped"
    assert stopped["step"] > 0
    for die in ({"batch": [1, 4]}, {"checkpoint": [1, "half written"]})[: 2 if LONG else 1]:
        assert run(what, "broken", resume=True, die=die)["ended"] == -signal.SIGKILL
    events = run(what, "broken", resume=True)["events"]
    assert events[1]["epoch"] == 1
    assert story(events, tmp_path / "broken") == story(unbroken, tmp_path / "unbroken")
