"""What a checkpoint was made with; a run goes on from it only where all of that is the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from zoo.errors import ResumeRefused

if TYPE_CHECKING:
    from zoo.experiments.experiment import Experiment

PLAIN = ("protocol", "threads", "CPU", "devices")
TABLES = ("libraries", "variables")


def identity(experiment: Experiment, provenance: Mapping[str, Any], *, data: str) -> dict[str, Any]:
    """Returns what the bits of a training depend on.

    Args:
        provenance: what the worker trains with, in the form of `zoo.training.worker.Handler.provenance`.
        data: the dataset's fingerprint.
    """
    made, code = provenance["environment"], provenance["components"]
    return {
        "experiment": experiment.id,
        "code": {
            f"{name} ({module})": digest for name, part in code.items() for module, digest in part["sources"].items()
        },
        "data": data,
        "protocol": provenance["protocol"],
        "threads": made["threads"],
        "CPU": made["cpu"],
        "devices": ", ".join(made["devices"]),
        "libraries": {"python": ".".join(made["python"].split(".")[:2]), **made["libraries"]},
        "variables": made["variables"],
    }


def check(experiment: Experiment, then: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    """Raises `ResumeRefused` where a checkpoint was made with something else than there is now."""
    if changed := list(changes(then, now)):
        raise ResumeRefused(changed, hint=f"{experiment.command()} --force")


def changes(then: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    """Yields what differs between two identities: `code of model:net (plugin.net)`, `tensorflow 2.20.0 to 2.21.0`.

    Earlier versions wrote down neither devices nor variables: those are taken for the same, these for unset.
    """
    for name in ("experiment", "data"):
        if then.get(name) != now[name]:
            yield name
    yield from (f"code of {name}" for name in _different(then.get("code", {}), now["code"]))
    then = {"devices": now["devices"], **then}
    for name in PLAIN:
        if then.get(name) != now[name]:
            yield f"{name} {then.get(name)} to {now[name]}"
    for table in TABLES:
        before, after = then.get(table, {}), now[table]
        yield from (
            f"{name} {before.get(name, 'unset')} to {after.get(name, 'unset')}" for name in _different(before, after)
        )


def _different(then: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    return sorted(name for name in {*then, *now} if then.get(name) != now.get(name))
