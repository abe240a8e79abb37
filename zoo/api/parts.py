"""What an expression means, and the data of a dataset."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zoo.errors import UsageError

if TYPE_CHECKING:
    from zoo.experiments.experiment import Part
    from zoo.experiments.registry import Registry


def parts_of(registry: Registry, kind: str, expression: str) -> list[Part]:
    """Returns the part, or the links of the chain, that an expression means.

    Raises:
        UsageError: a name or a parameter that does not exist, or more than one alternative.
        PluginError: a name that cannot be used.
    """
    from zoo.experiments.experiment import Part
    from zoo.plugin import expressions

    alternatives = expressions.parse(expression)
    terms = registry.expand(kind, alternatives[0])
    parts = [Part.of(registry.component(kind, term.name), term.values) for term in terms]
    if len(alternatives) > 1 or (kind != "augmenter" and len(parts) > 1):
        several = f"{expression!r} is more than one {kind}."
        raise UsageError(several, cause="One is expected.", hint=f"zoo list {kind}s")
    return parts


def fetch(part: Part, registry: Registry) -> None:
    """Downloads what a dataset lacks, here, where its progress is seen."""
    from zoo.data import cache
    from zoo.progress import reporter

    if (source := getattr(registry.component("dataset", part.name), "source", None)) is not None:
        cache.prefetch(source, reporter())
