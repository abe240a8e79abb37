"""The numbers that tables may show: the zoo's own, and those that the installed probes declare."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from zoo.store.metrics import METRICS, Metric

if TYPE_CHECKING:
    from zoo.experiments.registry import Registry


def metrics(registry: Registry) -> dict[str, Metric]:
    """Returns every metric by its key: `test_accuracy`; of a probe `PROBE.NAME`.

    A run may have others, of probes that are not installed: `zoo.store.metrics.described` says what is known of them.
    """
    return METRICS | {metric.key: metric for name in registry.names("probe") for metric in of_probe(registry, name)}


def of_probe(registry: Registry, name: str) -> Iterator[Metric]:
    """Yields the metrics that a probe declares."""
    probe: Any = registry.component("probe", name)
    for each in probe.metrics:
        title = each.title or f"{name} {each.name}".replace("_", " ")
        yield Metric(name, each.name, title, each.format, each.better, each.kind)
