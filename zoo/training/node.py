"""What a node of a cluster says before it gets a run: what makes results there, and which data it has."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
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
    task: Mapping[str, Any], registry: Registry, code: LoadedCode, load: Callable[[Part], tuple[Any, str] | None]
) -> Checked:
    """Returns what this process trains with: `told`, and the fingerprint of each dataset's `data`, which are fetched
    where they are missing, or that it `lacks`; or why nothing can be trained here as on the machine that asks.

    Args:
        task: `here`, what that machine has (`likeness.expected`), and `datasets`, the parts by expression.
        load: returns a dataset and its fingerprint, None where that is not to be known; raises `ZooError`.
    """
    told = likeness.tell(registry, task["here"]["components"], code)
    if found := list(likeness.differences(task["here"], told)):
        return Checked(facts={"told": told}, refused=Failure.of(likeness.refusal(found)))
    data, errors = {}, {}
    for expression, record in task["datasets"].items():
        try:
            part = Part.from_dict(record, registry.component("dataset", record["name"]))
            if (loaded := load(part)) is not None:
                data[expression] = loaded[1]
        except ZooError as error:
            if error.__cause__:
                log.exception()
            errors[expression] = Failure.of(error)
    facts = {"told": told, "data": data, "lacks": list(errors)}
    return Checked(facts=facts, refused=_together(errors.values()) if errors else None)


def _together(errors: Collection[Failure]) -> Failure:
    """Returns several errors as one: each is named, and what to do for all of them."""
    hints = dict.fromkeys(error.hint for error in errors if error.hint)
    status = max(error.exit_status for error in errors)
    return Failure(" ".join(map(str, errors)), hint="; then ".join(hints) or None, exit_status=status)
