"""The files of an experiment's page."""

from __future__ import annotations

from pathlib import Path

from zoo.site.content import ExperimentPage
from zoo.site.drawing import Drawing


def files(page: ExperimentPage, draw: Drawing) -> dict[str, str | bytes | Path]:
    """Returns the page, and what belongs to it."""
    path = f"experiments/{page.line.key}.html"
    return {path: draw("experiment.html", path, page=page)}
