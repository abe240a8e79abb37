"""Whether a result was made by other code, other data or another protocol than a new run would be."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from zoo.errors import ZooError
from zoo.experiments import provenance
from zoo.experiments.experiment import Part
from zoo.experiments.plugin_errors import blamed
from zoo.plugin import expressions, parameters
from zoo.plugin.components import PARTS
from zoo.plugin.containment import contained

if TYPE_CHECKING:
    from zoo.experiments.registry import Registry
    from zoo.store import Finished, RunRecord

    Run: TypeAlias = RunRecord | Finished

Key = tuple[str, str]


class Current:
    """What a new run would be made with.

    Args:
        registry: the components that are installed.
        data: the current fingerprint of each dataset expression whose data have been seen.
    """

    def __init__(self, registry: Registry, data: Mapping[str, str]) -> None:
        self.data = data
        self._installed = {kind: frozenset(registry.names(kind)) for kind in PARTS}
        self._component = functools.cache(functools.partial(provenance.component_code, registry))
        self._hash = functools.cache(lambda keys: provenance.code_hash(self._code(keys)))
        self._unknown = functools.cache(lambda keys: provenance.unknown_code(self._code(keys)))

    def missing(self, record: Run) -> list[str]:
        """Returns the components of a run that are not installed any more: `model cnn6`."""
        return [f"{kind} {name}" for kind, name in components(record) if name not in self._installed[kind]]

    def unknown(self, record: Run) -> list[str]:
        """Returns a phrase for each component of a run whose code cannot be read."""
        return self._unknown(components(record))

    def code(self, record: Run) -> dict[str, Any]:
        """Returns the sources of a run's components as they are now, in the form of `provenance.experiment_code`."""
        return self._code(components(record))

    def code_hash(self, record: Run) -> str:
        """Returns the hash of `code`."""
        return self._hash(components(record))

    def _code(self, keys: tuple[Key, ...]) -> dict[str, Any]:
        return {f"{kind}:{name}": self._component(kind, name) for kind, name in keys}


def data_now(registry: Registry, seen: Mapping[str, str]) -> dict[str, str]:
    """Returns the fingerprint of each dataset expression's data: published data as they are on this machine, others as
    they were last `seen` in a run, for reading them may take long."""
    return {expression: _published(registry, expression) or data for expression, data in seen.items()}


def _published(registry: Registry, expression: str) -> str | None:
    """Returns the fingerprint of a dataset's published files, or None where it has none or they alone do not tell."""
    name = expressions.parse(expression)[0][0].name
    dataset: Any = registry.component("dataset", name) if name in registry.names("dataset") else None
    if dataset is None or dataset.source is None or dataset.fingerprint is None or parameters.read(dataset.fingerprint):
        return None
    try:
        with contained(f"the dataset {name} gave its fingerprint"):
            return own_fingerprint(registry, Part.of(dataset, {}))
    except ZooError:  # what the last run saw is known all the same
        return None


def own_fingerprint(registry: Registry, part: Part) -> str | None:
    """Returns what a dataset says of its data itself, None where it says nothing.

    Raises:
        PluginError: it fails, or says something else than printable text.
    """
    dataset: Any = registry.component("dataset", part.name)
    if dataset.fingerprint is None:
        return None
    with blamed(registry, "dataset", part.name, "gave its fingerprint"):
        said = dataset.call("fingerprint", part.values)
        if not isinstance(said, str) or not said.isprintable():
            raise TypeError(f"Expected printable text. Received: {said!a}")
    return said


def components(record: Run) -> tuple[Key, ...]:
    """Returns the kind and the name of each component that a run names, in order and each once."""
    return _keys(*(_names(getattr(record, kind)) for kind in PARTS))


@functools.cache  # by the names alone, and here by expression: of combinations there are too many to keep
def _keys(*names: tuple[str, ...]) -> tuple[Key, ...]:
    return tuple(dict.fromkeys((kind, name) for kind, found in zip(PARTS, names, strict=True) for name in found))


@functools.cache
def _names(expression: str) -> tuple[str, ...]:
    return tuple(term.name for term in expressions.parse(expression)[0])


def reasons(record: Run, current: Current) -> list[str]:
    """Returns why a result is stale, a phrase each; empty where it is not.

    The code of components that are not installed any more cannot be compared: `Current.missing` names them, and they
    make nothing stale.
    """
    found = []
    if record.protocol != provenance.PROTOCOL:
        found.append(f"protocol {record.protocol} made it, and this zoo's is {provenance.PROTOCOL}")
    seen = current.data.get(record.dataset)
    if record.data and seen and record.data != seen:
        found.append(f"the data of {record.dataset} changed")
    if current.missing(record) or not record.code:
        return found
    if unknown := current.unknown(record):
        return found + unknown
    if record.code != current.code_hash(record):
        then = (record.provenance or {}).get("components", {})  # it may not have been read
        found += provenance.changed_code(then, current.code(record)) or ["the code of its components changed"]
    return found
