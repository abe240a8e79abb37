"""Marks: a row for each connection that writes, by which a transaction is found again that may have come to its end.

A PostgreSQL server could be asked by a transaction's number (`pg_xact_status`), but after a crash it may give the same
number to another one.
"""

from __future__ import annotations

import uuid

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from zoo.store.columns import TEXT

marks = sa.Table(
    "marks",
    sa.MetaData(),
    sa.Column("writer", TEXT, primary_key=True),
    sa.Column("number", sa.BigInteger, nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.clock_timestamp()),
)
"""The number of the last transaction of each connection that writes."""


def leave(connection: sa.Connection) -> tuple[str, int]:
    """Leaves the mark of a transaction in it, and returns what it is."""
    own = connection.info
    own["writer"], own["number"] = own.get("writer") or uuid.uuid4().hex, own.get("number", 0) + 1
    values = {"writer": own["writer"], "number": own["number"]}
    if own["number"] == 1:
        old = marks.c.at < sa.func.clock_timestamp() - sa.literal_column("interval '1 day'")
        connection.execute(sa.delete(marks).where(old))
    again = {"number": own["number"], "at": sa.func.clock_timestamp()}
    connection.execute(insert(marks).values(values).on_conflict_do_update(index_elements=["writer"], set_=again))
    return own["writer"], own["number"]


def is_there(connection: sa.Connection, writer: str, number: int) -> bool:
    """Whether a transaction has come to its end. The lock in hand says that it is under way no more."""
    return connection.scalar(sa.select(marks.c.number).where(marks.c.writer == writer)) == number
