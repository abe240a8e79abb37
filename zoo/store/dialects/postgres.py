"""A store on a server: PostgreSQL, through psycopg.

Connections are kept: to make one takes as long as many transactions. One that is lost is made again, and what was under
way is done again, in mid-sweep too (`Outage`). Where it is lost while a transaction ends, nobody knows whether it did:
so each leaves a mark, a row of its own in a table, and is not done again where that is there. The server could be asked
by the transaction's number (`pg_xact_status`), but after a crash it gives the same number to another transaction.
"""

from __future__ import annotations

import contextlib
import os
import uuid
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from zoo.errors import StoreError, shell_quote
from zoo.store import address, dialects
from zoo.store.clock import NOW
from zoo.store.columns import TEXT
from zoo.store.dialects import T, Work
from zoo.store.dialects.outage import Outage

WRITERS = int.from_bytes(b"keraszoo")
"""The number of the lock that a writer takes: one writes at a time, and those that wait are served in their order."""

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
}
"""What the server is told of each connection."""

LOST = ("08", "57P", "25P03", "53300", "40001")
"""How the states of errors begin that say nothing of what was asked: the connection is gone, or there are too many."""

marks = sa.Table(
    "marks",
    sa.MetaData(),
    sa.Column("writer", TEXT, primary_key=True),
    sa.Column("number", sa.BigInteger, nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.clock_timestamp()),
)
"""The number of the last transaction of each connection that writes."""

_open: weakref.WeakValueDictionary[sa.URL, Postgres] = weakref.WeakValueDictionary()


def of(url: sa.URL) -> Postgres:
    """Returns the database at an address: the same for all stores of this process, so that they share connections.

    Raises:
        StoreError: the driver is not installed.
    """
    found = _open.get(url)
    if found is None:
        found = _open[url] = Postgres(url)
    return found


class Postgres:
    """A PostgreSQL database; no connection is made before the first transaction."""

    path = None

    def __init__(self, url: sa.URL) -> None:
        _import_driver(address.shown(url))
        connecting = {key: value for key, value in CONNECTING.items() if key not in url.query}
        codecs: Any = {"json_serializer": dialects.to_json, "json_deserializer": dialects.from_json}
        pool: Any = {"pool_size": 2, "max_overflow": 20, "pool_timeout": dialects.PATIENCE, "pool_use_lifo": True}
        self.engine = sa.create_engine(url, connect_args=connecting, **codecs, **pool)
        sa.event.listen(self.engine, "connect", _prepare)
        weakref.finalize(self, self.engine.dispose)
        self.where, self._url = address.shown(url), url
        self.backup = f"{self._command('pg_dump')} --file=zoo.sql {shell_quote(url.database or '')}"
        self.outage = Outage(self.where, self._command("pg_isready"))

    @contextlib.contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        with self._patiently(self._reader) as connection:
            yield connection

    def read(self, work: Work[T]) -> T:
        def once() -> T:
            with self._reader() as connection:
                return work(connection)

        return self._patiently(once)

    def write(self, work: Work[T], *, marked: bool) -> T:
        unsure: list[tuple[str, int, T]] = []

        def once() -> T:
            with self._writer() as connection:
                if unsure and _is_there(connection, *unsure[0][:2]):
                    return unsure[0][2]
                unsure.clear()
                result = work(connection)
                if marked:
                    unsure.append((*_leave_mark(connection), result))
                connection.commit()
                return result

        return self._patiently(once)

    def prepare(self, connection: sa.Connection) -> None:
        marks.create(connection, checkfirst=True)

    def remedy(self, cause: str) -> str:
        """Returns a command of PostgreSQL's that shows what is wrong, or mends it."""
        if "lock timeout" in cause:
            return "wait for the other zoo on this store to end: zoo runs --status running"
        if f'database "{self._url.database}" does not exist' in cause:
            return f"{self._command('createdb')} {shell_quote(self._url.database or '')}"
        if "FATAL" in cause:
            return f"{self._command('psql')} {shell_quote(self._url.database or '')}"
        return self._command("pg_isready")

    def damage(self, connection: sa.Connection) -> list[str]:
        return []

    def _patiently(self, do: Callable[[], T]) -> T:
        """Returns what `do` returns, which is called again where the connection is lost."""
        while True:
            try:
                done = do()
            except sa.exc.DBAPIError as error:
                if not _is_lost(error):
                    raise
                self.outage.wait(error)
            else:
                self.outage.over()
                return done

    def _reader(self) -> sa.Connection:
        """Returns a connection in a transaction that sees one moment, however long it takes."""
        connection = self.engine.connect()
        try:
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            endless = sa.func.set_config("idle_in_transaction_session_timeout", "0", True)
            connection.info[NOW] = connection.execute(sa.select(sa.func.clock_timestamp(), endless)).scalar_one()
        except BaseException:
            connection.close()
            raise
        return connection

    def _writer(self) -> sa.Connection:
        """Returns a connection in a transaction that shuts out all other writers."""
        connection = self.engine.connect()
        try:
            turn = sa.select(sa.func.pg_advisory_xact_lock(WRITERS), sa.func.clock_timestamp())
            connection.info[NOW] = connection.execute(turn).one()[1]
        except BaseException:
            connection.close()
            raise
        return connection

    def _command(self, program: str) -> str:
        """Returns a command line of PostgreSQL's that reaches the server."""
        host, port = (self._url.query.get(key) or getattr(self._url, key) for key in address.PUBLIC)
        given = {"--host": host, "--port": port, "--username": self._url.username if program != "pg_isready" else None}
        return shell_quote(program, *(f"{option}={value}" for option, value in given.items() if value))


def _import_driver(where: str) -> None:
    try:
        import psycopg  # noqa: F401
    except ImportError as error:
        raise StoreError(
            f"The store {where} cannot be reached without PostgreSQL's driver.",
            cause=f"{error}.",
            hint="pip install 'keras-zoo[postgres]'",
        ) from error


def _prepare(connection: Any, _record: Any) -> None:
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise StoreError(
            f"The database {connection.info.dbname!r} keeps texts as {encoding}.",
            cause="A store needs UTF8: names of data sets may have any letter.",
            hint=shell_quote("createdb", "--encoding=UTF8", "--template=template0", f"{connection.info.dbname}_utf8"),
        )
    connection.autocommit = True
    connection.execute("; ".join(f"SET {name} = {value}" for name, value in SETTINGS.items()))
    connection.autocommit = False


def _is_lost(error: sa.exc.DBAPIError) -> bool:
    """Whether an error says that the connection is gone, or cannot be made."""
    state = getattr(error.orig, "sqlstate", None)
    unreached = isinstance(error, sa.exc.OperationalError) and state is None
    return error.connection_invalidated or unreached or (state or "").startswith(LOST)


def _leave_mark(connection: sa.Connection) -> tuple[str, int]:
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


def _is_there(connection: sa.Connection, writer: str, number: int) -> bool:
    """Whether a transaction has come to its end. The lock in hand says that it is under way no more."""
    return connection.scalar(sa.select(marks.c.number).where(marks.c.writer == writer)) == number


def _forget_connections() -> None:
    """Leaves the connections of the process that this one was forked from to that."""
    for each in list(_open.values()):
        each.engine.dispose(close=False)


os.register_at_fork(after_in_child=_forget_connections)
