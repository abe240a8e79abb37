"""The words by which a row is named, `cnn6 shift`: expressions, each of the kind that its name or itself tells."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from zoo.errors import UsageError
from zoo.experiments import unknown_names
from zoo.plugin import expressions
from zoo.plugin.components import PARTS

if TYPE_CHECKING:
    from zoo.experiments.registry import Registry
    from zoo.ranking.rows import Summary

SAID = {**{kind: kind for kind in PARTS}, "aug": "augmenter"}
"""What may stand before the `=` of a word, and the kind that it says."""

HELP = "zoo compare --help"


class Words:
    """Tells of which kind words are.

    Args:
        registry: the components and presets that are installed.
        rows: what was trained, whose components may not be installed any more.
    """

    def __init__(self, registry: Registry, rows: Iterable[Summary]) -> None:
        self._registry = registry
        recorded = {(kind, getattr(row, kind)) for row in rows for kind in PARTS}
        self._recorded = {(kind, term.name) for kind, text in recorded for term in expressions.parse(text)[0]}

    def wanted(self, text: str, shared: Mapping[str, str]) -> dict[str, str] | None:
        """Returns the expressions that a text means, by kind; None where it is one word that names no component: that
        may be a run.

        Args:
            shared: what is already said of both sides, by kind.

        Raises:
            UsageError: an unknown name, a name of several kinds, or a kind that is given twice.
        """
        words = _split(text)
        if len(words) == 1 and words[0].partition("=")[0] not in SAID and not self._kinds(words[0]):
            return None
        wanted = dict(shared)
        for kind, expression in map(self._read, words):
            if kind in wanted:
                cause = f"{wanted[kind]!r} is given too, and of each kind there is one."
                raise UsageError(f"{expression!r} in {text!r} is a second {kind}.", cause=cause, hint=HELP)
            wanted[kind] = expression
        return wanted

    def _read(self, word: str) -> tuple[str, str]:
        """Returns the kind and the expression that a word means."""
        before, _, after = word.partition("=")
        if before in SAID:
            return SAID[before], after
        if not (kinds := self._kinds(word)):
            raise unknown_names.of_any_kind(self._registry, _name(word))
        if len(kinds) > 1:
            cause = f"Say which is meant: {' or '.join(f'{kind}={word}' for kind in kinds)}."
            raise UsageError(f"{word!r} is a name of several kinds.", cause=cause, hint=HELP)
        return kinds[0], word

    def _kinds(self, word: str) -> list[str]:
        """Returns the kinds of which the name that a word begins with is known."""
        name = _name(word)
        installed = self._registry.kinds(name)
        return [kind for kind in PARTS if kind in installed or (kind, name) in self._recorded]


def _name(word: str) -> str:
    """Returns the name that an expression begins with, be it none that a component can have: `1a2b3c.1`."""
    for mark in ",+:":
        word = word.partition(mark)[0]
    return word


def _split(text: str) -> list[str]:
    """Returns the words between blanks; a value with a blank stands in quotes."""
    try:
        return shlex.split(text) or [text]
    except ValueError as error:
        raise UsageError(f"{text!r} cannot be read.", cause=f"{error}.", hint=HELP) from error
