"""A component or a preset, described: all of it read off its description, nothing heavy imported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zoo.errors import UsageError, shell_quote
from zoo.experiments import unknown_names
from zoo.experiments.experiment import OPTIONS
from zoo.plugin import expressions
from zoo.plugin.coercion import resolve
from zoo.plugin.components import Probe
from zoo.plugin.expressions import Term
from zoo.plugin.parameters import Parameter, format_value, type_name

if TYPE_CHECKING:
    from zoo.experiments.registry import Registry


@dataclass(frozen=True)
class Wanted:
    """What was asked for: a kind, the term as typed, and the chain it stands for, which is longer for some presets."""

    kind: str
    term: Term
    links: list[Term]


def find(registry: Registry, text: str, kind: str | None = None) -> Wanted:
    """Returns what `text` means; of several kinds, of the first.

    Raises:
        UsageError: no such name, more than one name, or a parameter that does not exist.
        PluginError: the name cannot be used.
    """
    alternatives = expressions.parse(text)
    if len(alternatives) != 1 or len(alternatives[0]) != 1:
        raise UsageError(f"{text!r} is more than one name.", hint=f"zoo show {shell_quote(str(alternatives[0][0]))}")
    term = alternatives[0][0]
    kinds = [known for known in registry.kinds(term.name) if kind in (None, known)]
    if not kinds:
        raise unknown_names.error(registry, kind, term.name) if kind else unknown_names.of_any_kind(registry, term.name)
    return Wanted(kinds[0], term, registry.expand(kinds[0], [term]))


def describe(registry: Registry, wanted: Wanted) -> dict[str, Any]:
    """Returns the description of a component or a preset as JSON has it."""
    kind, name = wanted.kind, wanted.term.name
    common = {"kind": kind, "name": name, "example": example(registry, wanted)}
    if name in registry.catalogue.presets.get(kind, {}):
        links = [_component(registry, kind, link, typed=wanted.term.values) for link in wanted.links]
        file = registry.catalogue.origin("presets", kind, name)
        return {**common, "stands_for": expressions.format_chain(wanted.links), "file": file, "links": links}
    chains = {preset: registry.expand(kind, [Term(preset)]) for preset in registry.catalogue.presets.get(kind, {})}
    users = [preset for preset, chain in chains.items() if name in (link.name for link in chain)]
    return {**common, **_component(registry, kind, wanted.term, typed=wanted.term.values), "presets": sorted(users)}


def example(registry: Registry, wanted: Wanted) -> str:
    """Returns a command that uses it, with the demo's components for the other kinds."""
    if wanted.kind == Probe.kind:
        return f"zoo probe RUN {shell_quote(str(wanted.term) + _placeholders(registry, wanted))}"
    chosen = {kind: str(registry.catalogue.demo.get(kind, "NAME")).rpartition(",")[2] for kind in ("dataset", "model")}
    chosen[wanted.kind] = str(wanted.term) + _placeholders(registry, wanted)
    words = [f"{OPTIONS.get(kind, f'--{kind}')} {shell_quote(text)}" for kind, text in chosen.items()]
    return " ".join(["zoo run", *words])


def _component(registry: Registry, kind: str, term: Term, *, typed: Mapping[str, Any]) -> dict[str, Any]:
    component, provider = registry.component(kind, term.name), registry.provider(kind, term.name)
    given = _given(term, component.parameters) if typed else term.values  # the catalogue's own need no check here
    return {
        "name": term.name,
        "summary": component.summary,
        "distribution": provider.distribution,
        "version": provider.version,
        "plugin": provider.plugin,
        "needs": _needs(component),
        "parameters": [_parameter(parameter, given) for parameter in component.parameters.values()],
    }


def _given(term: Term, parameters: dict[str, Parameter]) -> Mapping[str, Any]:
    """Returns the values typed, checked; what is required may still be missing."""
    here = {name: known for name, known in parameters.items() if not known.required or name in term.values}
    values = resolve(term.name, here, term.values)
    return {name: values[name] for name in term.values}


def _parameter(parameter: Parameter, given: Mapping[str, Any]) -> dict[str, Any]:
    default = None if parameter.required else format_value(parameter.default)
    value = format_value(given[parameter.name]) if parameter.name in given else default
    return {
        "name": parameter.name,
        "type": type_name(parameter.type) if not parameter.choices else "choice",
        "choices": [format_value(choice) for choice in parameter.choices],
        "default": default,
        "required": parameter.required,
        "value": "(required)" if value is None else value,
        "expected": parameter.expected,
        "bounds": parameter.param.bounds,
        "unit": parameter.param.unit,
        "help": parameter.param.help,
    }


def _needs(component: Any) -> list[str]:
    needs = []
    if getattr(component, "min_size", 1) > 1:
        needs.append(f"Smallest side: {component.min_size} pixels; smaller images are resized up to it.")
    if getattr(component, "channels", None):
        needs.append(f"Channels: {component.channels}.")
    if source := getattr(component, "source", None):
        size = sum(file.size for file in source.files) / 1e6
        needs.append(f"Published files: {size:.0f} MB, downloaded when first used, or: zoo data fetch {source.name}")
    told = {name: getattr(component, name.lower(), "") for name in ("Origin", "Licence")}
    return needs + [f"{name}: {text}" for name, text in told.items() if text]


def _placeholders(registry: Registry, wanted: Wanted) -> str:
    link, *others = wanted.links
    if others:
        return ""
    parameters = registry.component(wanted.kind, link.name).parameters
    missing = [name for name, parameter in parameters.items() if parameter.required and name not in link.values]
    return "".join(f":{name}={name.upper()}" for name in missing)
