"""The files of a component's page."""

from __future__ import annotations

from pathlib import Path

from zoo.site.content import ComponentPage
from zoo.site.drawing import Drawing


def files(page: ComponentPage, draw: Drawing) -> dict[str, str | bytes | Path]:
    """Returns the page, and what belongs to it."""
    path = f"components/{page.key}.html"
    return {path: draw("component.html", path, page=page)}
