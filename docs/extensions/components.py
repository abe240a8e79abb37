"""The directive `zoo-components KIND`: every component, preset or suite of a kind, as `zoo show --json` has it."""

from __future__ import annotations

import contextlib
import io
import json
import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from tabulate import tabulate

from zoo.cli import program
from zoo.errors import clean


class ZooComponents(SphinxDirective):
    """A section for each component of the kind."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        names = [each["name"] for each in told("list", self.arguments[0], "--json")]
        described = [told("show", name, "--kind", self.arguments[0], "--json") for name in names]
        return self.parse_text_to_nodes("\n\n".join(map(section, described)), allow_section_headings=True)


def told(*words: str) -> Any:
    """Returns what a command prints as JSON. Raises `RuntimeError` where it fails."""
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        status = program.run(words)
    if status:
        raise RuntimeError(f"zoo {' '.join(words)}: exit status {status}")
    return json.loads(printed.getvalue())


def section(described: dict[str, Any]) -> str:
    """Returns what is described as Markdown."""
    said = [f"A preset: `{described['stands_for']}`"] if "stands_for" in described else [cell(described["summary"])]
    said += [cell(line) for line in described.get("needs", ())]
    said += [f"From `{described['plugin']}`"] if "plugin" in described else []
    said += [f"{described['experiments']} experiments"] if "experiments" in described else []
    presets = ", ".join(f"[{name}](#{name})" for name in described.get("presets", ()))
    said += [f"Presets: {presets}"] if presets else []
    text = " ".join(f"{line[:1].upper()}{line[1:].removesuffix('.')}." for line in said)
    parts = [f"## {described['name']}", text, table(described), f"```bash\n{described['example']}\n```"]
    return "\n\n".join(filter(None, parts))


def table(described: dict[str, Any]) -> str:
    """Returns the table of parameters, nothing where there are none."""
    if not described.get("parameters"):
        return ""
    headers = ["parameter", "default", "type", "unit", "meaning"]
    rows = [
        [f"`{p['name']}`", f"`{p['value']}`", cell(p["expected"]), cell(p["unit"]), cell(p["help"])]
        for p in described["parameters"]
    ]
    shown = [place for place in range(len(headers)) if any(row[place] for row in rows)]
    cells = [[row[place] for place in shown] for row in rows]
    return tabulate(cells, [headers[place] for place in shown], tablefmt="github", disable_numparse=True)


def cell(text: str) -> str:
    """Returns plain text as Markdown, names between backticks as code."""
    parts = re.split(r"(`[^`]+`)", text)
    return "".join(part if place % 2 else clean(part, "markdown") for place, part in enumerate(parts))


def setup(app: Sphinx) -> dict[str, bool]:
    """Tells Sphinx of the directive."""
    app.add_directive("zoo-components", ZooComponents)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
