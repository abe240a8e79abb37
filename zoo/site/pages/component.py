"""The files of a component's page, and of the one that lists all of them."""

from __future__ import annotations

from zoo.plugin.components import KINDS
from zoo.ranking.columns import differing
from zoo.site import documents
from zoo.site.content import ComponentPage
from zoo.site.drawing import Drawing, Files


def files(page: ComponentPage, draw: Drawing) -> Files:
    """Returns the page, and its JSON."""
    path = f"components/{page.key}.html"
    more = {"unit": "Unit", "help": "Meaning"}
    settings = differing([line.row for _, line in page.lines])
    columns = {key: title for key, title in more.items() if any(each[key] for each in page.described["parameters"])}
    return {
        path: draw("component.html", path, page=page, columns=columns, settings=settings),
        f"components/{page.key}.json": documents.text(documents.component(page)),
    }


def index(draw: Drawing) -> Files:
    """Returns the page that lists all components, by kind."""
    path = "components/index.html"
    kinds = {kind: {key: each for key, each in draw.site.titles.items() if each[0] == kind} for kind in KINDS}
    return {path: draw("components.html", path, kinds={kind: found for kind, found in kinds.items() if found})}
