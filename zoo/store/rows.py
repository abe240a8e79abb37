"""Rows of the table of runs, as records: what the store's transactions read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

import sqlalchemy as sa

from zoo.store.liveness import as_it_is
from zoo.store.records import DETAILS, RunRecord
from zoo.store.schema import runs

WHOLE = [runs.c[field.name] for field in fields(RunRecord)]
BRIEF = [column for column in WHOLE if column.name not in DETAILS]


def records(connection: sa.Connection, conditions: Iterable[Any], *, details: bool = False) -> list[RunRecord]:
    """Returns the runs that match, newest first, each as it is: a dead one does not read as running."""
    columns = WHOLE if details else BRIEF
    names = [column.name for column in columns]
    found = connection.execute(sa.select(*columns).where(*conditions).order_by(runs.c.id.desc()))
    return [as_it_is(RunRecord(**dict(zip(names, row, strict=True)))) for row in found]
