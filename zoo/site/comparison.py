"""What the page of two rows reads: the cells of each row, what is typed for it, and how each two differ."""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from zoo.errors import clean
from zoo.site.content import Line
from zoo.site.ranked import Ranked, Shown

FORM = 1
"""The version of the document's form."""


def document(tables: Iterable[Shown]) -> dict[str, Any]:
    """Returns the document: `rows` by key, as texts; `differences` of a row from another by both keys, in fractions of
    1, with half of the 95% interval (null where nothing is claimed), and whether the ranks claim an order. Two rows of
    which `like` is the same, and that are current, can be compared by what is `typed` for them."""
    rows: dict[str, Any] = {}
    differences: dict[str, dict[str, Any]] = {}
    for table in tables:
        rows |= {each.line.key: _row(each, table.table.dataset) for each in table.lines}
        for (one, other), found in table.table.differences.items():
            differences.setdefault(one, {})[other] = asdict(found)
    return {"comparison": FORM, "rows": rows, "differences": differences}


def _row(each: Ranked, dataset: str) -> dict[str, Any]:
    row = each.line.row
    return {
        "dataset": clean(dataset, "cell"),
        "cells": {cell.heading.title: clean(cell.text, "cell") for cell in each.cells},
        "current": not row.stale and row.accuracy is not None,
        "like": [clean(row.dataset, "cell"), row.limit, str(row.validation)],
        "typed": _typed(each.line),
    }


def _typed(line: Line) -> dict[str, str] | None:
    """Returns what is typed for a row after `zoo compare`, by kind; None where it holds what cannot be seen."""
    found = line.row.expressions
    seen = all(map(str.isprintable, found.values()))
    return {kind: shlex.quote(text) for kind, text in found.items()} if seen else None
