"""How a store is opened: made where there is none, brought up to this version, by Alembic, where it has an earlier one.

`versions` has a file for each step. There is no way back: before an upgrade the store is copied.
"""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from zoo import paths
from zoo.store import backups, schema
from zoo.store.database import Database
from zoo.store.telling import to_stderr


def prepare(database: Database, *, create: bool) -> bool:
    """Returns whether there are tables to read. One look at the version is all that it does to a store of this version.

    Args:
        create: makes the tables where there are none; without it nothing is made.

    Raises:
        StoreError: they cannot be made, read or upgraded, or a later zoo has changed them.
    """
    if create:
        database.make_folder()
    elif database.path is not None and not database.path.exists():
        return False
    found = database.read(schema.recorded)
    if found is None and not create:
        return False
    if not schema.is_current(found, database.where):
        _migrate(database)
    return True


def _migrate(database: Database) -> None:
    """Makes or upgrades the tables, in one transaction, where no other process has done so meanwhile."""
    upgraded, copies = False, list[Path]()

    def work(connection: sa.Connection) -> None:
        nonlocal upgraded
        found = schema.recorded(connection)
        if schema.is_current(found, database.where):
            return
        if found and (copy := backups.before_upgrade(database, found[0])):
            copies.append(copy)
        upgrade(connection, found)
        database.dialect.prepare(connection)
        upgraded = found is not None

    try:
        database.write(work, marked=False)
    except BaseException:
        for copy in copies:
            copy.unlink(missing_ok=True)  # the store is what it was: the copy says nothing more
        raise
    if upgraded:
        before = copies[0] if copies else "in the backups of its server alone"
        to_stderr(f"The store {database.where} is of version {schema.VERSION} now; as it was: {before}")


def upgrade(connection: sa.Connection, found: tuple[int, str] | None, runs: Path | None = None) -> None:
    """Brings the tables to this version, in the transaction of `connection`, and writes the version down.

    Args:
        found: as `schema.recorded` gives it; None where there are no tables yet.
        runs: the folder with a folder per run; by default this zoo's.
    """
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "zoo.store:migrations")
    config.attributes.update(connection=connection, runs=runs or paths.runs_folder())
    if found is not None:
        command.stamp(config, str(found[0]), purge=True)  # whatever it said
    command.upgrade(config, str(schema.VERSION))
    schema.record(connection)
