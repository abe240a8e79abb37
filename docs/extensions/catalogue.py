"""The directive `zoo-words PLACE`: what may stand in a place of a catalogue, a row for each word, from its schema."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from tabulate import tabulate

import zoo

SCHEMA = json.loads((Path(zoo.__file__).parent / "registry.schema.json").read_text(encoding="utf-8"))


class ZooWords(SphinxDirective):
    """A table of a definition of the schema; of the file itself, without an argument."""

    optional_arguments = 1

    def run(self) -> list[nodes.Node]:
        place = SCHEMA["definitions"][self.arguments[0]] if self.arguments else SCHEMA
        rows = [[f"`{name}`", description(word)] for name, word in words(place)]
        return self.parse_text_to_nodes(tabulate(rows, ["word", "what it says"], tablefmt="github"))


def words(place: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yields each word of a place with its schema: its own, then those of what it is made of."""
    yield from place.get("properties", {}).items()
    for part in place.get("allOf", ()):
        if "$ref" in part:
            yield from words(resolved(part))


def description(word: Mapping[str, Any]) -> str:
    """Returns what is said of a word."""
    return str(resolved(word)["description"])


def resolved(part: Mapping[str, Any]) -> Mapping[str, Any]:
    """Returns the definition that a part of the schema stands for."""
    return SCHEMA["definitions"][part["$ref"].rpartition("/")[2]] if "$ref" in part else part


def setup(app: Sphinx) -> dict[str, bool]:
    """Tells Sphinx of the directive."""
    app.add_directive("zoo-words", ZooWords)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
