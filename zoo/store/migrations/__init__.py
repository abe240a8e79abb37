"""The way from every earlier version of the store's tables to this one, by Alembic: a file for each in `versions`.

There is no way back: before an upgrade the store is copied.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from zoo.store import schema


def upgrade(connection: sa.Connection, found: tuple[int, str] | None, zoo: str) -> None:
    """Brings the tables to this version, in the transaction of `connection`, and writes the version down.

    Args:
        found: as `schema.recorded` gives it; None where there are no tables yet.
        zoo: the version of the zoo that does so.
    """
    config = Config()
    config.set_main_option("script_location", "zoo.store:migrations")
    config.attributes["connection"] = connection
    if found is not None:
        command.stamp(config, str(found[0]), purge=True)  # whatever it said
    command.upgrade(config, str(schema.VERSION))
    schema.record(connection, zoo)
