"""Combinations that nothing can run: they name a component that is not installed, or whose plugin is broken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zoo.errors import Failure, PluginError, UsageError, ZooError
from zoo.experiments.suites import Words
from zoo.plugin import expressions
from zoo.plugin.components import PARTS

if TYPE_CHECKING:
    from zoo.experiments.registry import Registry


@dataclass(frozen=True, kw_only=True)
class Unavailable:
    """A combination that cannot even be tried.

    Args:
        expressions: by kind, as asked for.
        error: which name it is, and what to install; or which data are not there.
    """

    expressions: Mapping[str, str]
    seeds: Sequence[int]
    error: ZooError

    @property
    def name(self) -> str:
        return ", ".join(self.expressions.values())

    @property
    def reason(self) -> str:
        return str(Failure.of(self.error))


def unusable(registry: Registry, words: Words) -> Iterator[tuple[tuple[str, str], ZooError]]:
    """Yields the error of each alternative that names what is known, and not there; what is not known is raised."""
    for kind in PARTS:
        for chain in expressions.parse(words[kind]):
            for term in registry.expand(kind, chain):
                try:
                    registry.component(kind, term.name)
                except (UsageError, PluginError) as error:
                    if isinstance(error, UsageError) and term.name not in registry.catalogue.packages.get(kind, {}):
                        raise
                    yield (kind, expressions.format_chain(chain)), error


def remedy(several: Sequence[Unavailable]) -> str | None:
    """Returns one command that installs all packages that are missing, else what is said first."""
    install, hints = "zoo install ", [one.error.hint for one in several]
    packages = dict.fromkeys(hint.removeprefix(install) for hint in hints if hint and hint.startswith(install))
    return install + " ".join(packages) if packages else hints[0]
