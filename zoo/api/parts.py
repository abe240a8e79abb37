"""What an expression means, and the data of a dataset."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from zoo.errors import UsageError

if TYPE_CHECKING:
    from zoo.experiments.experiment import Part
    from zoo.experiments.registry import Registry
    from zoo.plugin.expressions import Term


def one_part(registry: Registry, kind: str, expression: str, more: Mapping[str, str] = MappingProxyType({})) -> Part:
    """Returns the component that an expression means, with its parameters.

    Args:
        more: parameters beside those of the expression.

    Raises:
        UsageError: a name or a parameter that does not exist or is given twice, or more than one component.
        PluginError: a name that cannot be used.
    """
    terms = _chain(registry, kind, expression)
    if len(terms) > 1:
        raise _several(kind, expression)
    for name in terms[0].values.keys() & more.keys():
        hint = f"zoo show {terms[0].name}"
        raise UsageError(f"{name} is given twice: in {expression!r} and as --{name}.", hint=hint)
    return _part(registry, kind, terms[0], more)


def augmenters(registry: Registry, expression: str) -> tuple[Part, ...]:
    """Returns the links of the chain that an expression means. Raises as `one_part`."""
    return tuple(_part(registry, "augmenter", term) for term in _chain(registry, "augmenter", expression))


def _chain(registry: Registry, kind: str, expression: str) -> Sequence[Term]:
    from zoo.plugin import expressions

    alternatives = expressions.parse(expression)
    if len(alternatives) > 1:
        raise _several(kind, expression)
    return registry.expand(kind, alternatives[0])


def _part(registry: Registry, kind: str, term: Term, more: Mapping[str, str] = MappingProxyType({})) -> Part:
    from zoo.experiments.experiment import Part

    return Part.of(registry.component(kind, term.name), {**term.values, **more})


def _several(kind: str, expression: str) -> UsageError:
    return UsageError(f"{expression!r} is more than one {kind}.", hint=f"zoo list {kind}s")


def fetch(part: Part, registry: Registry) -> None:
    """Downloads what a dataset lacks, here, where its progress is seen."""
    from zoo.data import cache
    from zoo.progress import reporter

    if (source := getattr(registry.component("dataset", part.name), "source", None)) is not None:
        cache.prefetch(source, reporter())
