"""The numbers that runs are measured by: rows of the table `metric`, each kind of which is described here, once.

A new one is a line here and a value of that key in what a worker reports: no column, and no migration.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from zoo.plugin.components import SPLITS


@dataclass(frozen=True)
class Metric:
    """A number that a run may have.

    Args:
        split: of which images it tells: `test`, `tta` (test, with test-time augmentation), `val`, `train`, or none; or
            the probe that found it.
        name: what it is.
        title: how a table heads it.
        format: how a value is written for people: `percent`, `duration`, or as `str.format` does.
        better: which of two values is the better one; None where neither is.
        kind: `fraction` of 1, whole `count`, or any `number`.
    """

    split: str
    name: str
    title: str
    format: str
    better: Literal["higher", "lower"] | None = None
    kind: Literal["fraction", "count", "number"] = "number"

    @property
    def key(self) -> str:
        """The one word for it: `test_accuracy`, `parameters`; of a probe, `shift.consistency`."""
        return key(self.split, self.name)

    def holds(self, *values: Any) -> bool:
        """Whether values can be of this metric, all of them."""
        if not {int, float}.issuperset(map(type, values)) or not all(map(math.isfinite, values)):
            return False
        if self.kind == "count":
            return all(map(float.is_integer, map(float, values)))
        return self.kind != "fraction" or not values or (min(values) >= 0 and max(values) <= 1)


@functools.cache
def key(split: str, name: str) -> str:
    """Returns the key of a metric, registered or not."""
    if split and split not in SPLITS:  # a probe
        return f"{split}.{name}"
    return f"{split}_{name}" if split else name


METRICS = {
    metric.key: metric
    for metric in (
        Metric("test", "accuracy", "test accuracy", "percent", "higher", "fraction"),
        Metric("tta", "accuracy", "with TTA", "percent", "higher", "fraction"),
        Metric("test", "loss", "NLL", "{:.4f}", "lower"),
        Metric("test", "macro_f1", "macro F1", "percent", "higher", "fraction"),
        Metric("test", "brier", "Brier score", "{:.4f}", "lower"),
        Metric("test", "ece", "ECE", "{:.4f}", "lower", "fraction"),
        Metric("val", "accuracy", "val. accuracy", "percent", "higher", "fraction"),
        Metric("", "parameters", "parameters", "{:,.0f}", "lower", "count"),
        Metric("", "flops", "FLOPs", "{:,.0f}", "lower", "count"),
        Metric("train", "seconds", "training time", "duration", "lower"),
        Metric("", "images_per_second", "images/s", "{:,.0f}", "higher"),
        Metric("", "peak_memory_mb", "peak memory", "{:,.0f} MiB", "lower"),
    )
}

COUNTS = frozenset(key for key, metric in METRICS.items() if metric.kind == "count")


def whole(key: str, values: Sequence[Any]) -> Sequence[Any]:
    """Returns sound values of a metric as they were measured: the database holds all numbers alike."""
    return [value if value is None else int(value) for value in values] if key in COUNTS else values


def described(key: str) -> Metric:
    """Returns what is known of a metric: of one that is not registered, as a probe's that is not installed, its key."""
    if known := METRICS.get(key):
        return known
    split, _, name = key.rpartition(".")
    return Metric(split, name, f"{split} {name}".strip().replace("_", " "), "{:.4g}")
