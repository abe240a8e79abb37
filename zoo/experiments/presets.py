"""Presets: names that the catalogue gives to a component with parameters, or to a chain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from zoo.errors import UsageError
from zoo.experiments.catalogue import FILE
from zoo.plugin import expressions
from zoo.plugin.components import Component
from zoo.plugin.expressions import Term

LONGEST = 64
"""The links of a chain that a preset may stand for: presets of presets double quickly."""


@dataclass(frozen=True)
class Presets:
    """The presets of one kind.

    Args:
        kind: for messages.
        expressions: by name, what a preset stands for.
        components: by name, the components of that kind.
        origins: the files that say them, as `Catalogue.origins` has them; for messages.
    """

    kind: str
    expressions: Mapping[str, str]
    components: Mapping[str, Component]
    origins: Mapping[tuple[str, ...], Path] = field(default_factory=dict)

    def expand(self, chain: Sequence[Term]) -> list[Term]:
        """Returns `chain` with every preset replaced by what it stands for. Raises as `Registry.expand` does."""
        return [link for term in chain for link in self._expand(term, ())]

    def label(self, expression: str) -> str:
        """Returns the name of the preset that means the same as `expression`, or else `expression`."""
        return expression if "," in expression else self._names.get(self._canonical(expression), expression)

    def _expand(self, term: Term, above: tuple[str, ...]) -> list[Term]:
        if term.name not in self.expressions:
            return [term]
        path = (*above, term.name)
        if term.name in above:
            raise self._refused(term.name, "stands for itself", f"{' -> '.join(path)}.")
        cause = f"It stands for more than {LONGEST} {self.kind}s, or presets of presets."
        too_long = self._refused(term.name, "is too long", cause)
        if len(path) > LONGEST:
            raise too_long
        links: list[Term] = []
        for part in expressions.parse(self.expressions[term.name])[0]:
            links += self._expand(part, path)
            if len(links) > LONGEST:
                raise too_long
        if not term.values:
            return links
        if len(links) != 1:
            raise UsageError(
                f"{term.name!r} is a preset of several {self.kind}s, and takes no parameters.",
                cause=f"It stands for {expressions.format_chain(links)}.",
                hint=f"give the parameters to the links: {expressions.format_chain(links)}",
            )
        return [Term(links[0].name, {**links[0].values, **term.values})]

    def _refused(self, name: str, what: str, cause: str) -> UsageError:
        file = self.origins.get(("presets", self.kind, name), FILE)
        return UsageError(f"The preset {name!r} {what}.", cause=cause, hint=f"correct {file}")

    @cached_property
    def _names(self) -> dict[str, str]:
        backwards = sorted(self.expressions.items(), reverse=True)  # of two that mean the same, the first name wins
        return {self._canonical(expression): name for name, expression in backwards}

    def _canonical(self, expression: str) -> str:
        """Returns the shortest form of an expression, as text: coercing the values would import pydantic."""
        return expressions.format_chain([self._shorten(term) for term in self.expand(expressions.parse(expression)[0])])

    def _shorten(self, term: Term) -> Term:
        parameters = self.components[term.name].parameters if term.name in self.components else {}
        defaults = {(name, _text(parameter.default)) for name, parameter in parameters.items()}
        given = {(name, _text(value)) for name, value in term.values.items()}
        return Term(term.name, dict(sorted(given - defaults)))


def _text(value: object) -> str:
    """Returns one text for a value however it is written: 0.1, 1e-1 and '0.10' are the same."""
    text = expressions.format_value(value)
    try:
        return expressions.format_value(float(text))
    except ValueError:
        return text
