"""The clock that all who write a store share: the database server's; of a file, that of this machine."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa

NOW = "zoo_now"
"""Where a connection keeps the time at which its transaction began, by the server's clock."""


def now(connection: sa.Connection) -> datetime:
    """Returns the time at which the connection's transaction began, by the server; of a file, the time of this call."""
    began: datetime = connection.info.get(NOW) or datetime.now(UTC)
    return began


def written(moment: datetime) -> str:
    """Returns a time as records have it: UTC, ISO 8601, milliseconds; later times sort after earlier ones."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")


def stamp(connection: sa.Connection) -> str:
    """Returns `now` as records have it."""
    return written(now(connection))
