"""Events as JSON: every kind comes back as it was, and what is malformed is said."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest

from zoo.errors import Failure
from zoo.plugin import events
from zoo.plugin.events import KINDS, Event

EVENTS = [
    events.Began(run="a.1"),
    events.Checked(facts={"data": "sha256:1"}),
    events.Checked(facts={}, refused=Failure("It does not fit.", "Too big.", "zoo list", 2)),
    events.Started(run="a.1", epochs=2, steps_per_epoch=3, provenance={"components": {}}),
    events.Outdated(run="a.1", modules=["plugin.net"]),
    events.Moved(run="a.1", reason="the node b was lost"),
    events.Resumed(run="a.1", epoch=1, step=0, notes=["a checkpoint was damaged"]),
    events.Progress(run="a.1", epoch=1, step=2, loss=0.5, images_per_second=10.0),
    events.Epoch(run="a.1", epoch=1, loss=0.5, accuracy=0.8, seconds=1.0),
    events.Checkpoint(run="a.1", epoch=2, step=0, peak_memory_mb=700.5),
    events.Done(run="a.1", result={"test_accuracy": 0.9, "notes": []}, spent=True),
    events.Failed(run="a.1", error=Failure("The disk is full.", scope="sweep", resumable=True), died=True),
    events.Diverged(run="a.1", epoch=1, step=2, error=Failure("It is not finite.")),
    events.Stopped(run="a.1"),
]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.kind)
def test_an_event_comes_back_from_json_as_it_was(event: Event) -> None:
    assert Event.from_dict(json.loads(json.dumps(event.to_dict()))) == event


def test_every_kind_is_tried() -> None:
    assert {event.kind for event in EVENTS} == set(KINDS)
    assert {kind for kind, event in KINDS.items() if event.last} == {"checked", "done", "failed", "diverged", "stopped"}


def test_what_a_later_version_adds_is_left_alone() -> None:
    message = {"event": "checkpoint", "run": "a.1", "epoch": 1, "step": 0, "bytes": 12}
    assert Event.from_dict(message) == events.Checkpoint(run="a.1", epoch=1, step=0)


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (None, "None is no event"),
        ("done", "'done' is no event"),
        ({}, "is no event; expected an 'event' of began, checked"),
        ({"event": ["done"]}, "is no event"),
        ({"event": "dance"}, "is no event"),
        ({"event": "begin", "run": "a.1"}, "is no event"),
        ({"event": "done"}, "the event 'done' has a wrong 'result': Field required"),
        ({"event": "epoch", "epoch": "one"}, "the event 'epoch' has a wrong 'epoch': Input should be a valid integer"),
        ({"event": "failed", "error": {}}, "the event 'failed' has a wrong 'error.message': Field required"),
        ({"event": "failed", "error": {"message": "m", "scope": "world"}}, "'error.scope': Input should be 'run' or"),
    ],
)
def test_what_is_malformed_is_said(message: Mapping[str, Any], reason: str) -> None:
    with pytest.raises(ValueError, match=re.escape(reason)):
        Event.from_dict(message)
