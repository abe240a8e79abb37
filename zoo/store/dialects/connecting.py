"""How a PostgreSQL server is connected to, through psycopg: what both sides are told."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from zoo.errors import StoreError, shell_quote
from zoo.store import dialects

HUNG = 15
"""Seconds after which the server ends a transaction whose process does nothing, so that others get their turn before
their leases run out."""

CONNECTING = {
    "client_encoding": "utf8",
    "connect_timeout": 10,
    "keepalives_idle": 5,
    "keepalives_interval": 5,
    "keepalives_count": 2,
    "tcp_user_timeout": 10_000,
}
"""What libpq is told where the address does not say otherwise: a net that has fallen silent is noticed within 15 s."""

SETTINGS = {
    "timezone": "'UTC'",
    "default_transaction_isolation": "'read committed'",
    "lock_timeout": f"'{dialects.PATIENCE:.0f}s'",
    "idle_in_transaction_session_timeout": f"'{HUNG}s'",
    "tcp_keepalives_idle": "5",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "2",
    "client_min_messages": "warning",
    "jit": "off",
    "cursor_tuple_fraction": "1.0",
}
"""What the server is told of each connection."""


def import_driver(where: str) -> None:
    try:
        import psycopg  # noqa: F401
    except ImportError as error:
        raise StoreError(
            f"The store {where} cannot be reached without PostgreSQL's driver.",
            cause=f"{error}.",
            hint="pip install 'keras-zoo[postgres]'",
        ) from error


def connect(dialect: sa.Dialect, where: Any, options: Any) -> Any:
    """Returns a connection of the driver's that is told how things are done here."""
    connection: Any = dialect.connect(*where, **options)
    try:
        _refuse_encoding(connection)
        connection.autocommit = True
        connection.execute("; ".join(f"SET {name} = {value}" for name, value in SETTINGS.items()))
        connection.autocommit = False
    except BaseException:
        connection.close()
        raise
    return connection


def _refuse_encoding(connection: Any) -> None:
    info = connection.info
    encoding = info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise StoreError(
            f"The database {info.dbname!r} keeps texts as {encoding}.",
            cause="A store needs UTF8: names of data sets may have any letter.",
            hint=shell_quote("createdb", "--encoding=UTF8", "--template=template0", f"{info.dbname}_utf8"),
        )
