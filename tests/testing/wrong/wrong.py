"""A component with one thing wrong, and how that is found."""

from __future__ import annotations

from dataclasses import dataclass

from zoo.plugin.components import Component


@dataclass(frozen=True)
class Wrong:
    """A wrong component.

    Args:
        check: the check that finds it.
        found: a part of what it says that it found.
        remedy: a part of how it says that it is mended.
    """

    component: Component
    check: str
    found: str
    remedy: str

    def __str__(self) -> str:
        return self.component.name
