"""A site drawn: the files of each page, by their path below the site's root."""

from __future__ import annotations

from importlib import resources

from zoo.site.content import ExperimentPage, LeaderboardPage, Page, Site
from zoo.site.drawing import Drawing, Files
from zoo.site.pages import component, experiment, leaderboard


class Renderer:
    """Draws the pages of a site; each alone, so that only what has changed is drawn again.

    Args:
        live: whether a server rewrites pages while they are read: they look for that, and reload.
    """

    def __init__(self, site: Site, live: bool = False) -> None:
        self._draw = Drawing(site, live)

    def page(self, page: Page) -> Files:
        """Returns all files of a page: its HTML, the same as JSON, what its scripts read, its pictures."""
        if isinstance(page, LeaderboardPage):
            return leaderboard.files(page, self._draw)
        if isinstance(page, ExperimentPage):
            return experiment.files(page, self._draw)
        return component.files(page, self._draw)

    def index(self) -> Files:
        """Returns the page that lists all components."""
        return component.index(self._draw)

    def assets(self) -> Files:
        """Returns the style sheet, the scripts, and what is shipped of others with its licence."""
        files = resources.files("zoo.site").joinpath("assets").iterdir()
        return {f"assets/{file.name}": file.read_bytes() for file in sorted(files, key=lambda file: file.name)}
