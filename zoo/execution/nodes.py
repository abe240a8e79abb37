"""Which nodes of a cluster take part in a sweep: each says once what it has, before anything trains on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from zoo.data.digest import AS_IS
from zoo.errors import DataError, Failure, some
from zoo.execution.events import LeftOut, Listener
from zoo.execution.preflight import Several
from zoo.experiments import likeness, staleness
from zoo.plugin.events import Checked, Failed

if TYPE_CHECKING:
    from zoo.experiments.experiment import Experiment
    from zoo.experiments.registry import Registry
    from zoo.plugin.launcher import Task


class NodeCheck:
    """Compares what nodes say with what this machine has: `zoo.plugin.launcher.Nodes`.

    Code and versions are compared by the node's worker itself, which then need not fetch data for nothing. Data are
    compared here: with those of this machine where a quick look tells which they are, else with each other's.

    Args:
        experiments: what is to be trained.
        emit: takes the event `LeftOut`.
    """

    def __init__(self, registry: Registry, experiments: Iterable[Experiment], emit: Listener) -> None:
        experiments = list(experiments)
        components = {f"{kind}:{part.name}" for each in experiments for kind, part in each.parts()}
        datasets = {str(each.dataset.term): each.dataset for each in experiments}
        self.question: Task = {
            "task": "node",
            "here": likeness.expected(registry, sorted(components)),
            "datasets": {expression: part.to_dict() for expression, part in datasets.items()},
        }
        found: dict[str, Any] = {
            expression: registry.component("dataset", part.name) for expression, part in datasets.items()
        }
        self._sources = {expression: source for expression, each in found.items() if (source := each.source)}
        said = {expression: staleness.own_fingerprint(registry, part) for expression, part in datasets.items()}
        self._data: dict[str, tuple[str, str]] = {key: (value, "this machine") for key, value in said.items() if value}
        self._fit: dict[str, Mapping[str, str]] = {}
        self._left_out: dict[str, Failure] = {}
        self._emit, self._begun = emit, False

    def answer(self, node: str, event: Any) -> bool:
        """Takes how the question ended on a node, and returns whether the node takes part."""
        error = self._refused(event)
        if error is None:
            self._fit[node] = event.facts["data"]
            return True
        self._left_out[node] = replace(error, hint=f"on {node}: {error.hint}" if error.hint else None)
        if self._begun:
            self._emit(LeftOut(node=node, error=self._left_out[node]))
        return False

    def begin(self) -> None:
        """Has those take part that fit, and says which do not.

        Raises:
            Several: none fits.
            DataError: their data differ, and this machine does not know which are right.
        """
        self._left_out = dict(sorted(self._left_out.items()))
        if not self._fit:
            count = len(self._left_out)
            which = f"None of {count} nodes can" if count > 1 else "The only node cannot"
            raise Several(f"{which} train this; nothing was trained.", self._left_out)
        for expression in self.question["datasets"]:
            self._settle(expression)
        self._begun = True
        for node, error in self._left_out.items():
            self._emit(LeftOut(node=node, error=error))

    def _settle(self, expression: str) -> None:
        found: dict[str, list[str]] = {}
        for node, data in sorted(self._fit.items()):
            found.setdefault(data[expression], []).append(node)
        if len(found) > 1:
            groups = "; others on ".join(some(nodes) for nodes in found.values())
            raise DataError(
                f"The data of {expression} are not the same on all nodes; nothing was trained.",
                cause=f"One kind is on {groups}.",
                hint="copy them from one node to the others",
            )
        self._data.setdefault(expression, next((data, some(on)) for data, on in found.items()))

    def _refused(self, event: Any) -> Failure | None:
        match event:
            case Checked(refused=None, facts=facts):
                return self._other_data(facts["data"])
            case Checked(refused=Failure() as error) | Failed(error=error):
                return error
        return Failure(f"It answered with {event.kind!r}; expected 'checked'.")

    def _other_data(self, found: Mapping[str, str]) -> Failure | None:
        for expression, (data, where) in self._data.items():
            if (there := found.get(expression)) != data:
                text = f"Its data of {expression} are not those of {where}: there {there}, expected {data}."
                return Failure.of(DataError(text, hint=self._replace(expression, data)))
        return None

    def _replace(self, expression: str, data: str) -> str:
        """Returns what brings a node the data that are expected."""
        source = self._sources.get(expression)
        if source is None:
            return f"copy the data of {expression} there"
        as_is = data.startswith(AS_IS)
        return f"zoo data import {source.name} FOLDER --as-is" if as_is else f"zoo data fetch {source.name} --again"
