"""Combinations that nothing can run: they name a component that is not installed, or whose plugin is broken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zoo.errors import Failure, PluginError, UsageError, ZooError
from zoo.experiments.suites import EXPRESSIONS, Words
from zoo.plugin import expressions

if TYPE_CHECKING:
    from zoo.execution.preflight import Refused
    from zoo.experiments.registry import Registry


@dataclass(frozen=True, kw_only=True)
class Absent:
    """A combination that names a component which is not installed, or whose plugin is broken.

    Args:
        expressions: by kind, as asked for.
        error: which name it is, and what to install.
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
    for kind in EXPRESSIONS:
        for chain in expressions.parse(words[kind]):
            for term in registry.expand(kind, chain):
                try:
                    registry.component(kind, term.name)
                except (UsageError, PluginError) as error:
                    if isinstance(error, UsageError) and term.name not in registry.packages.get(kind, {}):
                        raise
                    yield (kind, expressions.format_chain(chain)), error


def refusal(several: Sequence[Absent], total: int) -> Refused:
    """Returns the error of a real run of what cannot be tried.

    Args:
        total: how many combinations there are with those that can be.
    """
    from zoo.execution.preflight import Refused

    refused = Refused({absent.name: Failure.of(absent.error) for absent in several}, total)
    refused.hint = _remedy([absent.error.hint for absent in several])
    return refused


def _remedy(hints: Sequence[str | None]) -> str | None:
    """Returns one command for all packages that are missing, else what is said first."""
    install = "pip install "
    packages = dict.fromkeys(hint.removeprefix(install) for hint in hints if hint and hint.startswith(install))
    return install + " ".join(packages) if packages else hints[0]
