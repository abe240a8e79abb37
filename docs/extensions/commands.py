"""The directive `zoo-commands`: every command in the order of `zoo --help`, read by sphinx-click; examples are code."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from zoo.cli.program import COMMANDS

ALL = """
.. click:: zoo.cli.program:zoo
   :prog: zoo
   :nested: none
"""
ONE = """
.. click:: {module}:command
   :prog: zoo {name}
   :nested: full
"""


class ZooCommands(SphinxDirective):
    """A section for the program, and one for each command."""

    def run(self) -> list[nodes.Node]:
        text = ALL + "".join(ONE.format(name=name, module=module) for name, (module, _) in COMMANDS.items())
        return self.parse_text_to_nodes(text, allow_section_headings=True)


def with_code(app: Sphinx, ctx: Any, lines: list[str]) -> None:
    """Makes code of what click keeps as it is, the lines after its mark: sphinx-click makes verse of them, `| `."""
    made = []
    for before, line in zip(["", *lines], lines, strict=False):
        if line.startswith("| ") and not before.startswith("| "):
            made += [f".. rubric:: {line[2:].removesuffix(':')}", "", ".. code-block:: console", ""]
        else:
            made.append(f"  {line[2:]}" if line.startswith("| ") else line)
    lines[:] = made


def without_arguments(app: Sphinx, ctx: Any, lines: list[str]) -> None:
    """Leaves out the list of arguments, which has nothing that the usage does not say."""
    lines.clear()


def setup(app: Sphinx) -> dict[str, bool]:
    """Tells Sphinx of the directive, and sphinx-click of the rest."""
    app.setup_extension("sphinx_click")
    app.add_directive("zoo-commands", ZooCommands)
    app.connect("sphinx-click-process-description", with_code)
    app.connect("sphinx-click-process-epilog", with_code)
    app.connect("sphinx-click-process-arguments", without_arguments)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
