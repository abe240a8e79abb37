"""The names of pages: the same in every report, and safe in a path and in an address."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from zoo.plugin import expressions
from zoo.plugin.components import PARTS
from zoo.ranking.rows import Row

DIGITS = 8

_SAFE = re.compile("[a-z0-9-]{1,64}")


def experiments(rows: Sequence[Row]) -> list[str]:
    """Returns the name of each row's page: its group's id, and for a group's older results a hash behind it.

    Of the rows of a group the current one has the plain name, else the newest, so that a link to it stays.
    """
    newest: dict[str, Row] = {}
    for row in rows:
        if row.group_id not in newest or _age(row) > _age(newest[row.group_id]):
            newest[row.group_id] = row
    found: dict[str, None] = {}
    for row in rows:
        plain = row.group_id if _SAFE.fullmatch(row.group_id) else _hash(row.group_id)
        said = f"{row.group_id} {_names(row)[:1]}"
        key = plain if row is newest[row.group_id] else f"{plain}-{_hash(said)}"
        while key in found:  # in an export that somebody wrote by hand
            key = f"{plain}-{_hash(said := f'{said}+')}"
        found[key] = None
    return list(found)


def component(kind: str, name: str) -> str:
    """Returns the name of a component's page; a component's name is safe by itself."""
    return f"{kind}-{name}"


def components(row: Row, installed: set[str]) -> dict[str, list[str]]:
    """Returns the pages of a row's components, by kind; those of a chain in order.

    Args:
        installed: the names of the pages that there are.
    """
    found = {kind: [component(kind, term.name) for term in expressions.chain(getattr(row, kind))] for kind in PARTS}
    return {kind: [key for key in dict.fromkeys(keys) if key in installed] for kind, keys in found.items()}


def _age(row: Row) -> tuple[bool, int]:
    """Returns whether a row is current, and how late its runs were begun: the number of attempts."""
    attempts = [name.rpartition(".")[2] for name in _names(row)]
    return not row.stale, max((int(number) for number in attempts if number.isdecimal()), default=0)


def _names(row: Row) -> tuple[str, ...]:
    return row.names or tuple(run.name for run in row.runs)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:DIGITS]
