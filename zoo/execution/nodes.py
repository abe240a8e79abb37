"""Which nodes of a cluster take part in a sweep: each says once what it has, before anything trains on it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from zoo.data.digest import AS_IS
from zoo.data.shipping import Parcel
from zoo.errors import DataError, Failure, some
from zoo.execution.events import Ask, LeftOut, Listener
from zoo.execution.preflight import Several
from zoo.experiments import likeness, staleness
from zoo.plugin.events import Checked, Failed
from zoo.progress import reporter

if TYPE_CHECKING:
    from zoo.experiments.experiment import Experiment, Part
    from zoo.experiments.registry import Registry
    from zoo.plugin.launcher import Task
    from zoo.plugin.sources import Source


class NodeCheck:
    """Compares what nodes say with what this machine has: `zoo.plugin.launcher.Nodes`.

    Code and versions are compared by the node's worker itself, which then need not fetch data for nothing. Data are
    compared here: with those of this machine where a quick look tells which they are, else with each other's.

    Args:
        experiments: what is to be trained.
        emit: takes the events `Ask` and `LeftOut`.
        ship_data: whether this machine's published data are brought to nodes that have none.
    """

    def __init__(
        self, registry: Registry, experiments: Iterable[Experiment], emit: Listener, *, ship_data: bool = False
    ) -> None:
        experiments = list(experiments)
        components = {f"{kind}:{part.name}" for each in experiments for kind, part in each.parts()}
        datasets = {str(each.dataset.term): each.dataset for each in experiments}
        self.question: Task = {
            "task": "node",
            "here": likeness.expected(registry, sorted(components)),
            "datasets": {expression: part.to_dict() for expression, part in datasets.items()},
        }
        self._sources = _sources(registry, datasets)
        said = {expression: staleness.own_fingerprint(registry, part) for expression, part in datasets.items()}
        self._data: dict[str, tuple[str, str]] = {key: (value, "this machine") for key, value in said.items() if value}
        self._fit: dict[str, Mapping[str, str]] = {}
        self._left_out: dict[str, Failure] = {}
        sources = {source.name: source for source in self._sources.values()} if ship_data else {}
        self.parcels = [Parcel.of(source) for source in sources.values()]
        self._emit, self._begun, self._report = emit, False, reporter()
        self._sent: dict[str, tuple[int, int]] = {}
        emit(Ask(datasets=list(datasets)))

    def sending(self, node: str, done: int, total: int) -> None:
        """Shows how many bytes of the data are with the nodes, of how many."""
        self._sent[node] = (done, total)
        done, total = map(sum, zip(*self._sent.values(), strict=True))
        self._report("sending data to the nodes", done, total)

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
            if expression in data:
                found.setdefault(data[expression], []).append(node)
        if len(found) > 1:
            groups = "; others on ".join(some(nodes) for nodes in found.values())
            raise DataError(
                f"The data of {expression} are not the same on all nodes; nothing was trained.",
                cause=f"One kind is on {groups}.",
                hint="copy them from one node to the others",
            )
        for fingerprint, nodes in found.items():
            self._data.setdefault(expression, (fingerprint, some(nodes)))

    def _refused(self, event: Any) -> Failure | None:
        match event:
            case Checked(refused=None, facts=facts):
                return self._other_data(facts["data"])
            case Checked(refused=Failure() as error, facts=facts):
                return self._shippable(error, facts.get("lacks", ()))
            case Failed(error=error):
                return error
        return Failure(f"It answered with {event.kind!r}; expected 'checked'.")

    def _shippable(self, error: Failure, lacks: Collection[str]) -> Failure:
        """Returns the error for data that a node lacks, with what else would bring them there."""
        published = [expression for expression in lacks if expression in self._sources]
        if self.parcels or not published or len(published) < len(lacks):
            return error
        return replace(error, hint="; or add ".join(filter(None, [error.hint, "--ship-data"])))

    def _other_data(self, found: Mapping[str, str]) -> Failure | None:
        for expression, (data, where) in self._data.items():
            if (there := found.get(expression, data)) != data:
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


def _sources(registry: Registry, datasets: Mapping[str, Part]) -> dict[str, Source]:
    """Returns the published data behind datasets, by expression; some have none."""
    found: dict[str, Any] = {key: registry.component("dataset", part.name) for key, part in datasets.items()}
    return {expression: dataset.source for expression, dataset in found.items() if dataset.source is not None}
