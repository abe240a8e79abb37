"""Stores of earlier versions: `version_N.sql` has what a zoo of then left in SQLite's file; on a server the same rows
stand in the tables that the migrations up to N make."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import sqlalchemy as sa

HERE = Path(__file__).parent
VERSIONS = sorted(HERE.glob("version_*.sql"))


def script(version):
    """Returns the statements that make a store of a version in a file."""
    return (HERE / f"version_{version}.sql").read_text(encoding="utf-8")


def make(url, version):
    """Makes a store of an earlier version in an empty place."""
    if sa.make_url(url).get_backend_name() == "sqlite":
        with contextlib.closing(sqlite3.connect(sa.make_url(url).database)) as connection:
            connection.executescript(script(version))
        return
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        _tables(connection, version)
        _rows(connection, version)


def dump(url):
    """Returns all that is in a store's tables, by the table's name."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        (metadata := sa.MetaData()).reflect(connection)
        return {
            name: ([column.name for column in table.c], sorted(map(repr, connection.execute(sa.select(table)))))
            for name, table in metadata.tables.items()
        }


def _tables(connection, version):
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "zoo.store:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, str(version))


def _rows(connection, version):
    """Copies what the script of a version puts into SQLite's tables."""
    (metadata := sa.MetaData()).reflect(connection)
    with contextlib.closing(sqlite3.connect(":memory:")) as source:
        source.row_factory = sqlite3.Row
        source.executescript(script(version))
        there = {name for (name,) in source.execute("select name from sqlite_master where type = 'table'")}
        connection.execute(sa.delete(metadata.tables["alembic_version"]))
        for table in metadata.sorted_tables:
            rows = [dict(row) for row in source.execute(f"select * from {table.name}")] if table.name in there else []
            if rows:
                connection.execute(_insert(table, rows[0]), rows)
    connection.exec_driver_sql("select setval('runs_id_seq', (select max(id) from runs))")


def _insert(table, row):
    """Returns a statement that takes JSON as the text that it is."""
    given = {name: sa.bindparam(name, type_=sa.String()) for name in row}
    return sa.insert(table).values(
        {
            name: sa.cast(value, table.c[name].type) if isinstance(table.c[name].type, sa.JSON) else sa.bindparam(name)
            for name, value in given.items()
        }
    )
