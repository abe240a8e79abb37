"""What a node of a cluster says before it gets a run: what makes results there, and which data it has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from zoo.errors import Failure, ZooError
from zoo.experiments import likeness
from zoo.experiments.experiment import Part
from zoo.plugin.events import Checked
from zoo.training import log

if TYPE_CHECKING:
    from zoo.experiments.loaded_code import LoadedCode
    from zoo.experiments.registry import Registry


def answer(
    task: Mapping[str, Any], registry: Registry, code: LoadedCode, load: Callable[[Part], tuple[Any, str]]
) -> Checked:
    """Returns what this process trains with: `told`, and the fingerprint of each dataset's `data`, which are fetched
    where they are missing; or why nothing can be trained here as on the machine that asks.

    Args:
        task: `here`, what that machine has (`likeness.expected`), and `datasets`, the parts by expression.
        load: returns a dataset and its fingerprint; raises `ZooError`.
    """
    told = likeness.tell(registry, task["here"]["components"], code)
    if found := list(likeness.differences(task["here"], told)):
        return Checked(facts={"told": told}, refused=Failure.of(likeness.refusal(found)))
    data, errors = {}, []
    for expression, record in task["datasets"].items():
        try:
            part = Part.from_dict(record, registry.component("dataset", record["name"]))
            data[expression] = load(part)[1]
        except ZooError as error:
            if error.__cause__:
                log.exception()
            errors.append(Failure.of(error))
    return Checked(facts={"told": told, "data": data}, refused=_together(errors) if errors else None)


def _together(errors: list[Failure]) -> Failure:
    """Returns several errors as one: each is named, and what to do for all of them."""
    hints = dict.fromkeys(error.hint for error in errors if error.hint)
    status = max(error.exit_status for error in errors)
    return Failure(" ".join(map(str, errors)), hint="; then ".join(hints) or None, exit_status=status)
