"""Templates drawn into pages: whatever is put into one is text, never markup, and what cannot be seen is an escape."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup, escape

from zoo.errors import clean
from zoo.ranking import columns
from zoo.ranking.tables import figures
from zoo.site.content import Site

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'"
)
"""What a page may load and run: its own files, and nothing that is written into it."""

LIVE = "; connect-src 'self'"
"""What it may do beside that while a server rewrites it."""

Files = Mapping[str, str | bytes | Path]
"""Files by their path below the site's root, with `/`: what is in each, or a file to be copied."""

_GIVEN = Markup('<span class="given">{}</span>')
_JOINTS = re.compile(r"(?<=[+:=/_,])(?=.)|(?<=\.)(?=\D)")


@dataclass(frozen=True)
class Drawing:
    """Draws the templates of a site.

    Args:
        live: whether a server rewrites pages while they are read, so that they look whether they have changed.
    """

    site: Site
    live: bool = False

    def __call__(self, template: str, path: str, **content: Any) -> str:
        """Returns the HTML of a page.

        Args:
            template: the name of its template.
            path: of the page below the site's root, from which links to other pages begin.
            content: what the template shows.
        """
        root = "../" * path.count("/")
        policy = POLICY + (LIVE if self.live else "")
        around = {"site": self.site, "live": self.live, "policy": policy, "path": path, "root": root}
        return _environment().get_template(template).render(**around, **content) + "\n"


@cache
def _environment() -> jinja2.Environment:
    """Returns what compiles templates, each once in a process."""
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("zoo.site"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_seen,
    )
    made.filters.update(FILTERS)
    made.tests["web"] = is_web
    return made


def _seen(value: Any) -> Any:
    """Returns what stands in a page for a value: a text as it can be seen, a dash for what is not known."""
    return "-" if value is None else clean(value, "cell") if type(value) is str else value


def lines(text: str) -> Markup:
    """Returns a text that keeps its lines and tabs, for `<pre>`."""
    return escape(clean(text, "lines"))


def folded(text: str) -> Markup:
    """Returns a name or an expression that may be folded where it has joints, as after `+` and `:`."""
    return Markup("<wbr>").join(map(escape, _JOINTS.split(clean(text, "cell"))))


def expression(text: str) -> Markup:
    """Returns an expression in which names stand out before their parameters; it may be folded at its joints."""
    links = (link.partition(":") for link in text.split("+"))
    parts = (folded(name) + (_GIVEN.format(folded(colon + values)) if colon else "") for name, colon, values in links)
    return Markup("+<wbr>").join(parts)


def is_web(address: object) -> bool:
    """Whether an address may be a link: one of the web, and not `javascript:` or a file."""
    return isinstance(address, str) and re.match(r"https?://[^\s]+$", address) is not None


FILTERS: dict[str, Callable[..., Any]] = {
    "lines": lines,
    "folded": folded,
    "expression": expression,
    "ranks": columns.ranks,
    "percent": figures.percent,
    "points": figures.points,
    "duration": figures.duration,
    "count": figures.count,
    "size": figures.size,
}
