"""The query behind a ranking: of each group and seed, the latest finished run of every age."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from zoo.store.records import DONE, Finished
from zoo.store.schema import runs

AGE = (runs.c.code, runs.c.data, runs.c.protocol)
"""What can make a run stale. Which of them are current is not for the database to know, so it keeps one run of each."""


def query() -> sa.Select[Any]:
    """Returns the query, whose rows have the fields of `Finished`: a group's rows follow each other, newest first."""
    columns = [runs.c[name] for name in Finished._fields]
    latest = sa.func.row_number().over(partition_by=[runs.c.group_id, runs.c.seed, *AGE], order_by=runs.c.id.desc())
    among = sa.select(*columns, runs.c.id, latest.label("latest")).where(runs.c.status == DONE).subquery()
    chosen = sa.select(*(among.c[name] for name in Finished._fields)).where(among.c.latest == 1)
    return chosen.order_by(among.c.group_id, among.c.id.desc())
