"""A store on a server: PostgreSQL, through psycopg.

Connections are kept: to make one takes as long as many transactions. One that is lost is made again, and what was under
way is done again, in mid-sweep too (`Outage`). Where it is lost while a transaction ends, nobody knows whether it did:
so each leaves a mark (`marks`), and is not done again where that is there.
"""

from __future__ import annotations

import contextlib
import functools
import os
import time
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import sqlalchemy as sa

from zoo.errors import shell_quote
from zoo.store import address, dialects, leases
from zoo.store.clock import NOW
from zoo.store.dialects import T, Work, connecting, marks
from zoo.store.dialects.outage import Outage

WRITERS = int.from_bytes(b"keraszoo")
"""The number of the lock that a writer takes: one writes at a time, and those that wait are served in their order."""

LOST = ("08", "57P", "25P03", "53300", "40001")
"""How the states of errors begin that say nothing of what was asked: the connection is gone, or there are too many."""

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
        connecting.import_driver(address.shown(url))
        own = {key: value for key, value in connecting.CONNECTING.items() if key not in url.query}
        codecs: Any = {"json_serializer": dialects.to_json, "json_deserializer": dialects.from_json}
        pool: Any = {"pool_size": 2, "max_overflow": 20, "pool_timeout": dialects.PATIENCE, "pool_use_lifo": True}
        self.engine = sa.create_engine(url, connect_args=own, **codecs, **pool)
        weakref.finalize(self, self.engine.dispose)
        self.where, self._url = address.shown(url), url
        self.backup = f"{self._command('pg_dump')} --file=zoo.sql {shell_quote(url.database or '')}"
        self.outage = Outage(self.where, self._command("pg_isready"))
        sa.event.listen(self.engine, "do_connect", functools.partial(_connect, self.outage))

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
        asked = time.monotonic()

        def once() -> T:
            with self._writer() as connection:
                if marked and (absence := self.outage.absence(asked)):
                    self._prolong_leases(connection, absence)
                if unsure and marks.is_there(connection, *unsure[0][:2]):
                    return unsure[0][2]
                unsure.clear()
                result = work(connection)
                if marked:
                    unsure.append((*marks.leave(connection), result))
                connection.commit()
                return result

        return self._patiently(once)

    def prepare(self, connection: sa.Connection) -> None:
        marks.marks.create(connection, checkfirst=True)

    def remedy(self, cause: str) -> str:
        """Returns a command of PostgreSQL's that shows what is wrong, or mends it."""
        if "lock timeout" in cause:
            return "wait for the other zoo on this store to end: zoo runs --status running"
        if f'database "{self._url.database}" does not exist' in cause:
            return f"{self._command('createdb')} {shell_quote(self._url.database or '')}"
        if "connection" in cause and "FATAL" not in cause:
            return self._command("pg_isready")
        return f"{self._command('psql')} {shell_quote(self._url.database or '')}"

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
            _take_turn(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _prolong_leases(self, connection: sa.Connection, absence: float) -> None:
        """Renews the leases that ran out only because nobody could write, in a transaction of its own: whoever comes
        back first must not take the runs of the others."""
        leases.prolong(connection, absence)
        connection.commit()
        self.outage.made_good()
        _take_turn(connection)

    def _command(self, program: str) -> str:
        """Returns a command line of PostgreSQL's that reaches the server."""
        host, port = (self._url.query.get(key) or getattr(self._url, key) for key in address.PUBLIC)
        given = {"--host": host, "--port": port, "--username": self._url.username if program != "pg_isready" else None}
        return shell_quote(program, *(f"{option}={value}" for option, value in given.items() if value))


def _connect(outage: Outage, dialect: sa.Dialect, _record: Any, where: Any, options: Any) -> Any:
    connection = connecting.connect(dialect, where, options)
    outage.reached()
    return connection


def _is_lost(error: sa.exc.DBAPIError) -> bool:
    """Whether an error says that the connection is gone, or cannot be made."""
    state = getattr(error.orig, "sqlstate", None)
    unreached = isinstance(error, sa.exc.OperationalError) and state is None
    return error.connection_invalidated or unreached or (state or "").startswith(LOST)


def _take_turn(connection: sa.Connection) -> None:
    """Waits until nobody else writes, and looks at the clock."""
    turn = sa.select(sa.func.pg_advisory_xact_lock(WRITERS), sa.func.clock_timestamp())
    connection.info[NOW] = connection.execute(turn).one()[1]


def _forget_connections() -> None:
    """Leaves the connections of the process that this one was forked from to that."""
    for each in list(_open.values()):
        each.engine.dispose(close=False)


os.register_at_fork(after_in_child=_forget_connections)
