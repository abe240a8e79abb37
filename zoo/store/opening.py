"""How a store is opened: made where there is none, brought up to this version where it has an earlier one."""

from __future__ import annotations

from zoo.store import backups, schema
from zoo.store.database import Database
from zoo.store.reading import to_stderr


def prepare(database: Database, *, create: bool) -> bool:
    """Returns whether there are tables to read. One look at the version is all that it does to a store of this version.

    Args:
        create: makes the tables where there are none; without it nothing is made.

    Raises:
        StoreError: they cannot be made, read or upgraded, or a later zoo has changed them.
    """
    from zoo import __version__

    if create:
        database.make_folder()
    elif not database.exists():
        return False
    with database.reading() as connection:
        found = schema.recorded(connection)
    if found is None and not create:
        return False
    if found is not None:
        schema.check(found, where=database.where, zoo=__version__)
    if found is None or found[0] < schema.VERSION:
        _migrate(database, __version__)
    return True


def _migrate(database: Database, zoo: str) -> None:
    """Makes or upgrades the tables, in one transaction, where no other process has done so meanwhile."""
    copy = None
    try:
        with database.writing() as connection:
            found = schema.recorded(connection)
            if found is not None and found[0] >= schema.VERSION:
                schema.check(found, where=database.where, zoo=zoo)
                return
            copy = backups.before_upgrade(database, found[0]) if found is not None else None
            from zoo.store import migrations

            migrations.upgrade(connection, found, zoo)
    except BaseException:
        if copy is not None:
            copy.unlink(missing_ok=True)  # the store is what it was: the copy says nothing more
        raise
    if copy is not None:
        to_stderr(f"The store {database.where} is of version {schema.VERSION} now; as it was: {copy}")
