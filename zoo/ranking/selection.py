"""Which runs and rows are meant by `--dataset`, `--model`, `--aug` and `--recipe`: names, expressions, presets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from zoo.errors import UsageError, did_you_mean
from zoo.plugin import coercion, expressions, parameters
from zoo.plugin.expressions import Term

if TYPE_CHECKING:
    from zoo.experiments.registry import Registry

Test = Callable[[str], bool]


def select(registry: Registry, filters: Mapping[str, str | None], seen: Iterable[Any]) -> Callable[[Any], bool]:
    """Returns a function that tells whether a run or a row passes every filter.

    Args:
        filters: by kind, an expression or None. It fits a chain of the same names whose parameters have the values
            that it gives; `cnn` fits every `cnn`, `cnn:width=8` those of that width, `a,b` both, and a preset what it
            stands for.
        seen: runs or rows, whose components may not be installed any more and can be asked for all the same.

    Raises:
        UsageError: a name that is neither installed nor seen, or a parameter that a component does not have.
    """
    expressions = {kind: {getattr(item, kind) for item in seen} for kind, text in filters.items() if text}
    tests = {kind: _test(registry, kind, str(filters[kind]), known) for kind, known in expressions.items()}
    return lambda item: all(test(getattr(item, kind)) for kind, test in tests.items())


def _test(registry: Registry, kind: str, text: str, seen: Iterable[str]) -> Test:
    recorded = {term.name for expression in seen for term in expressions.parse(expression)[0]}
    chains = [[_wanted(registry, kind, t, recorded) for t in registry.expand(kind, c)] for c in expressions.parse(text)]

    @cache
    def fits(expression: str) -> bool:
        found = expressions.parse(expression)[0]
        return any(
            len(chain) == len(found) and all(_fits(registry, kind, *pair) for pair in zip(chain, found, strict=True))
            for chain in chains
        )

    return fits


def _wanted(registry: Registry, kind: str, term: Term, recorded: Iterable[str]) -> Term:
    """Returns a term with its values as records write them."""
    if term.name not in registry.names(kind) and term.name in recorded:
        return term
    component = registry.component(kind, term.name)
    for name in term.values:
        if name not in component.parameters:
            takes = did_you_mean(name, component.parameters) or f"It takes {', '.join(component.parameters) or 'none'}."
            raise UsageError(f"{term.name!r} has no parameter {name!r}.", cause=takes, hint=f"zoo show {term.name}")
    coerced = {n: coercion.coerce(term.name, component.parameters[n], value) for n, value in term.values.items()}
    return Term(term.name, {name: parameters.format_value(value) for name, value in coerced.items()})


def _fits(registry: Registry, kind: str, wanted: Term, found: Term) -> bool:
    if wanted.name != found.name:
        return False
    known = registry.component(kind, found.name).parameters if found.name in registry.names(kind) else {}
    defaults = {name: parameters.format_value(parameter.default) for name, parameter in known.items()}
    return all(found.values.get(name, defaults.get(name)) == value for name, value in wanted.values.items())
