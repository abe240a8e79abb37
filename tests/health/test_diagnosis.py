"""Inspections side by side: what they find, and that none harms another."""

from __future__ import annotations

import threading
from collections.abc import Iterator

from zoo.errors import StoreError
from zoo.health.diagnosis import Diagnosis, Inspection, diagnose


def _well() -> Iterator[Diagnosis]:
    yield Diagnosis("disk", "ok", "9 GB free")


def _raising() -> Iterator[Diagnosis]:
    yield Diagnosis("data", "ok", "what came before is lost")
    raise RuntimeError("it fell over")


def _refusing() -> Iterator[Diagnosis]:
    raise StoreError("The store cannot be read.", cause="It is locked.", hint="zoo runs")


def test_one_that_fails_or_hangs_keeps_no_other_from_telling() -> None:
    never, traced = threading.Event(), []
    inspections = [
        Inspection("data", _raising),
        Inspection("store", _refusing),
        Inspection("plugins", lambda: [never.wait()], "zoo plugins"),  # type: ignore[list-item]
        Inspection("disk", _well),
    ]
    data, store, plugins, disk = diagnose(inspections, patience=2, trace=traced.append)
    never.set()
    assert data == [
        Diagnosis("data", "problem", "cannot be inspected: RuntimeError: it fell over", "zoo --debug doctor")
    ]
    assert store == [Diagnosis("store", "problem", "The store cannot be read. It is locked.", "zoo runs")]
    assert plugins == [Diagnosis("plugins", "problem", "does not answer within 2 seconds", "zoo plugins")]
    assert disk == [Diagnosis("disk", "ok", "9 GB free")]
    (trace,) = traced
    assert "_raising" in trace


def test_all_are_at_work_at_the_same_time() -> None:
    together = threading.Barrier(2, timeout=60)

    def meeting() -> Iterator[Diagnosis]:
        together.wait()
        yield Diagnosis("disk", "ok", "met")

    assert [[each.found for each in found] for found in diagnose([Inspection("disk", meeting)] * 2)] == [
        ["met"],
        ["met"],
    ]
