"""What a checkpoint was made with; a run goes on from it only where all of that is the same."""

from __future__ import annotations

import platform
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from zoo.errors import ResumeRefused
from zoo.experiments import provenance

if TYPE_CHECKING:
    from zoo.experiments.experiment import Experiment
    from zoo.experiments.registry import Registry


def identity(experiment: Experiment, registry: Registry, *, data: str, threads: int) -> dict[str, Any]:
    """Returns what the bits of a training depend on.

    Args:
        data: the dataset's fingerprint.
        threads: how many an operation uses.
    """
    code = provenance.experiment_code(registry, experiment)
    made = provenance.environment(threads)
    return {
        "experiment": experiment.id,
        "code": {
            f"{name} ({module})": digest for name, part in code.items() for module, digest in part["sources"].items()
        },
        "data": data,
        "protocol": provenance.PROTOCOL,
        "threads": threads,
        "CPU": made["cpu"],
        "libraries": {"python": ".".join(platform.python_version_tuple()[:2]), **made["libraries"]},
    }


def check(experiment: Experiment, then: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    """Raises `ResumeRefused` where a checkpoint was made with something else than there is now."""
    if changed := list(changes(then, now)):
        raise ResumeRefused(changed, hint=f"{experiment.command()} --force")


def changes(then: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    """Yields what differs between two identities: `code of model:net (plugin.net)`, `tensorflow 2.20.0 to 2.21.0`."""
    for name in ("experiment", "data"):
        if then.get(name) != now[name]:
            yield name
    yield from (f"code of {name}" for name in _different(then.get("code", {}), now["code"]))
    for name in ("protocol", "threads", "CPU"):
        if then.get(name) != now[name]:
            yield f"{name} {then.get(name)} to {now[name]}"
    before, after = then.get("libraries", {}), now["libraries"]
    yield from (f"{name} {before.get(name)} to {after.get(name)}" for name in _different(before, after))


def _different(then: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    return sorted(name for name in {*then, *now} if then.get(name) != now.get(name))
