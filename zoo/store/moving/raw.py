"""Rows as a store holds them, the damaged ones too: read, written and summed up. JSON is the text that it is."""

from __future__ import annotations

import hashlib
import itertools
import json
import reprlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from zoo.store import schema
from zoo.store.rows import CHUNK

TABLES = [table for table in schema.metadata.sorted_tables if table is not schema.version]
"""All that has rows of runs, in the order in which they can be written."""

Row = Sequence[Any]

_BARE = sa.types.NullType()


class Sum(NamedTuple):
    """What rows add up to: how many they are, and the sum of their hashes, which is the same in any order."""

    rows: int = 0
    hashes: int = 0

    def and_rows(self, rows: Iterable[Row]) -> Sum:
        """Returns the sum of more rows. A hash is the SHA-256 of what Python writes for the row."""
        hashes = [int.from_bytes(hashlib.sha256(repr(tuple(row)).encode()).digest()) for row in rows]
        return Sum(self.rows + len(hashes), (self.hashes + sum(hashes)) % 2**256)


def count(connection: sa.Connection, table: sa.Table) -> int:
    """Returns how many rows a table has."""
    return connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def read(connection: sa.Connection, table: sa.Table, *conditions: Any) -> Iterator[Row]:
    """Yields the rows that match: no column is turned into anything, so that nothing is lost."""
    columns = [_bare(connection, column) for column in table.columns]
    query = sa.select(*columns).where(*conditions).order_by(*table.primary_key.columns)
    yield from map(tuple, connection.execute(query.execution_options(yield_per=CHUNK)))


def parts(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Yields rows, many at a time."""
    rows = iter(rows)
    return iter(lambda: list(itertools.islice(rows, CHUNK)), [])


def changed(table: sa.Table, row: Row, **values: Any) -> Row:
    """Returns a row with other values in some columns."""
    return tuple(values.get(column.name, value) for column, value in zip(table.columns, row, strict=True))


def write(connection: sa.Connection, table: sa.Table, rows: Iterable[Row]) -> None:
    """Writes rows as `read` gave them."""
    names = [f"of_{column.name}" for column in table.columns]
    values = {column.name: _given(connection, column) for column in table.columns}
    bare = sa.table(table.name, *map(sa.column, values))  # whose columns have no types that would write JSON of text
    if found := [dict(zip(names, row, strict=True)) for row in rows]:
        connection.execute(sa.insert(bare).values(values), found)


def number_on(connection: sa.Connection) -> None:
    """Has the runs that are begun from now on numbered after those that are there."""
    if connection.dialect.name == "postgresql":
        last = sa.select(sa.func.max(schema.runs.c.id)).scalar_subquery()
        sequence = sa.func.pg_get_serial_sequence("runs", "id")
        connection.execute(sa.select(sa.func.setval(sequence, sa.func.coalesce(last, 1), last.is_not(None))))


def take_stock(connection: sa.Connection) -> None:
    """Has the database look at what it was given: until it does by itself, a minute later, it takes each table for a
    small one, and to rank 100,000 runs takes minutes."""
    if connection.dialect.name == "postgresql":
        for table in TABLES:
            connection.exec_driver_sql(f"ANALYZE {table.name}")


def unfit(connection: sa.Connection, table: sa.Table, rows: Iterable[Row]) -> Iterator[tuple[Row, str]]:
    """Yields the rows that a table cannot hold, and why. SQLite holds anything, whatever a column's type."""
    if connection.dialect.name == "sqlite":
        return
    for row in rows:
        for column, value in zip(table.columns, row, strict=True):
            if not _holds(column, value):
                yield row, f"its {column.name} is {reprlib.repr(value)}"


def _bare(connection: sa.Connection, column: sa.Column[Any]) -> sa.ColumnElement[Any]:
    """Returns a column that gives what the database holds; JSON of PostgreSQL would come parsed by its driver."""
    is_json = isinstance(column.type, sa.JSON) and connection.dialect.name != "sqlite"
    return sa.type_coerce(sa.cast(column, sa.Text) if is_json else column, _BARE)


def _given(connection: sa.Connection, column: sa.Column[Any]) -> sa.ColumnElement[Any]:
    is_json = isinstance(column.type, sa.JSON) and connection.dialect.name != "sqlite"
    value = sa.bindparam(f"of_{column.name}", type_=sa.Text() if is_json else _BARE)
    return sa.cast(value, column.type) if is_json else value


def _holds(column: sa.Column[Any], value: Any) -> bool:
    """Whether a database that knows types holds a value in a column."""
    match value, column.type:
        case None, _:
            return bool(column.nullable)
        case str(), sa.JSON():
            return _is_json(value)
        case str(), sa.String():
            return "\0" not in value
        case (int(), sa.Integer()) | (float(), sa.Float()) | (bytes(), sa.LargeBinary()):
            return True
        case _:
            return False


def _is_json(text: str) -> bool:
    try:
        json.loads(text, parse_constant=lambda word: json.loads(f"no number: {word}"))
    except (ValueError, RecursionError):
        return False
    return "\0" not in text
