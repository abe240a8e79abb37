"""What differs between two runs, or the runs of two rows, beside results: configuration, code, data, versions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from zoo.plugin.components import PARTS
from zoo.plugin.parameters import format_value

if TYPE_CHECKING:
    from zoo.store import RunRecord

DIGITS = 12
"""Of a hash, as many as anybody compares."""


@dataclass(frozen=True)
class Difference:
    """What is not the same.

    Args:
        about: `configuration`, `code`, `data`, `versions` or `machine`.
        what: of that, what differs.
        a, b: what it is; of several runs each value once, between commas.
    """

    about: str
    what: str
    a: str
    b: str


class Fact(NamedTuple):
    """Something known of a run, under the component that it is about: where a side lacks that, it says nothing new."""

    about: str
    what: str
    component: str = ""


def differences(a: Sequence[RunRecord], b: Sequence[RunRecord]) -> list[Difference]:
    """Returns what differs between runs, read with their details; nothing that only one side's components have."""
    first, second = _values(a), _values(b)
    shared = {fact.component for fact in first} & {fact.component for fact in second}
    facts = [fact for fact in dict.fromkeys([*first, *second]) if fact.component in shared]
    found = [(fact, first.get(fact, {}), second.get(fact, {})) for fact in facts]
    return [Difference(f.about, f.what, _said(x), _said(y)) for f, x, y in found if x.keys() != y.keys()]


def facts(runs: Iterable[RunRecord]) -> Iterator[tuple[Fact, str]]:
    """Yields what runs, read with their details, were made of, and what it is; what is not known is left out."""
    for fact, values in _values(runs).items():
        if said := [value for value in values if value not in ("none", "")]:
            yield fact, _said(said)


def _said(values: Iterable[str]) -> str:
    return ", ".join(values) or "-"


def _values(runs: Iterable[RunRecord]) -> dict[Fact, dict[str, None]]:
    """Returns each fact with its values in all runs, by seed and each once."""
    found: dict[Fact, dict[str, None]] = {}
    for run in sorted(runs, key=lambda run: run.seed):
        for fact, value in _facts(run):
            found.setdefault(fact, {})[format_value(value)] = None
    return found


def _facts(run: RunRecord) -> Iterator[tuple[Fact, Any]]:
    yield from _configuration(run)
    made = run.provenance or {}
    for component, entry in made.get("components", {}).items():
        about = component.replace(":", " ")
        for module, digest in entry.get("sources", {}).items():
            yield Fact("code", f"{about}: {module}", component), digest and digest[:DIGITS]
        yield Fact("versions", f"{entry.get('distribution')} of {about}", component), entry.get("version")
    yield Fact("code", "protocol"), run.protocol
    yield Fact("data", "fingerprint", f"dataset:{run.dataset}"), run.data
    yield from _environment(made.get("environment", {}), run)


def _configuration(run: RunRecord) -> Iterator[tuple[Fact, Any]]:
    for kind in PARTS:
        parts = run.parts(kind)
        yield Fact("configuration", kind), "+".join(part["name"] for part in parts) or getattr(run, kind)
        seen = Counter[str]()
        for part in parts:
            seen[part["name"]] += 1
            again = f" ({seen[part['name']]})" if seen[part["name"]] > 1 else ""
            for name, value in part["values"].items():
                yield Fact("configuration", f"{part['name']}{again}: {name}", f"{kind}:{part['name']}{again}"), value
    yield Fact("configuration", "seed"), run.seed
    yield Fact("configuration", "images"), "all" if run.limit is None else run.limit
    yield Fact("configuration", "validation"), run.validation
    if run.epochs != (run.experiment or {}).get("recipe", {}).get("values", {}).get("epochs"):
        yield Fact("configuration", "epochs trained"), run.epochs


def _environment(made: Mapping[str, Any], run: RunRecord) -> Iterator[tuple[Fact, Any]]:
    for library, version in {"python": made.get("python"), **made.get("libraries", {})}.items():
        yield Fact("versions", library), version
    for what in ("cpu", "cores", "platform"):
        yield Fact("machine", what), made.get(what)
    yield Fact("machine", "threads"), run.threads
    yield Fact("machine", "devices"), ", ".join(made.get("devices", ()))
    for name, value in made.get("variables", {}).items():
        yield Fact("machine", name), value
