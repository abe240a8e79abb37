"""The store's tables as this zoo reads and writes them, and the version of their shape.

Two tables say which version a store has. `schema_version` decides: a number, which every zoo since the first compares
with its own, so that an older one refuses a newer store, and a look at which needs no Alembic. `alembic_version` is
Alembic's own: its revisions are the same numbers, it is written in the same transactions, and before an upgrade it is
stamped with the number in `schema_version`, which stores of versions 1 and 2 have alone.
"""

from __future__ import annotations

from dataclasses import Field, fields
from typing import Any

import sqlalchemy as sa

from zoo.errors import StoreError
from zoo.store.columns import INTEGER, JSON, TEXT
from zoo.store.records import RunRecord

VERSION = 5
"""Raised with every change of a table, together with a file in `migrations/versions`."""

metadata = sa.MetaData()

version = sa.Table(
    "schema_version",
    metadata,
    sa.Column("version", INTEGER, primary_key=True, autoincrement=False),
    sa.Column("zoo", TEXT, nullable=False),
)

_SQL: dict[str, Any] = {"str": TEXT, "int": INTEGER, "float": sa.Float, "Mapping[str, Any]": JSON}
_OWN: dict[str, Any] = {"name": {"unique": True}, "status": {"index": True}, "token": {"server_default": "1"}}


def _column(field: Field[Any]) -> sa.Column[Any]:
    """Returns the column of a field of `RunRecord`, whose types are texts."""
    kind, _, optional = str(field.type).partition(" | ")
    return sa.Column(field.name, _SQL[kind], nullable=bool(optional), **_OWN.get(field.name, {}))


runs = sa.Table(
    "runs",
    metadata,
    sa.Column("id", INTEGER, primary_key=True),
    sa.Column("attempt", INTEGER, nullable=False),
    *(_column(field) for field in fields(RunRecord) if field.name != "metrics"),
    sa.UniqueConstraint("experiment_id", "attempt"),
)

metric = sa.Table(
    "metric",
    metadata,
    sa.Column("run", INTEGER, sa.ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("split", TEXT, primary_key=True),
    sa.Column("name", TEXT, primary_key=True),
    sa.Column("value", sa.Float, nullable=False),
    sqlite_with_rowid=False,
)
"""What runs measured: `zoo.store.metrics` says what there is. `runs` has the test accuracy as well, for ranking."""

predictions = sa.Table(
    "predictions",
    metadata,
    sa.Column("run", INTEGER, sa.ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("test_set", TEXT, nullable=False),
    sa.Column("images", INTEGER, nullable=False),
    sa.Column("correct", sa.LargeBinary, nullable=False),
)
"""Which test images runs got right: `zoo.store.predictions` says how. A table of its own, so that reading runs is not
slower for it."""

removed = sa.Table(
    "removed",
    metadata,
    sa.Column("experiment_id", TEXT, primary_key=True),
    sa.Column("attempt", INTEGER, nullable=False),
)
"""The highest number of an attempt that was removed: no run is given its name again, for fencing goes by names."""


def recorded(connection: sa.Connection) -> tuple[int, str] | None:
    """Returns the version that the store has and the zoo that gave it that, or None where it has no tables yet."""
    if not sa.inspect(connection).has_table(version.name):
        return None
    row = connection.execute(sa.select(version.c.version, version.c.zoo)).first()
    return (row.version, row.zoo) if row else None


def record(connection: sa.Connection) -> None:
    """Writes down that the store has this version now, and that this zoo gave it that."""
    from zoo import __version__

    connection.execute(sa.delete(version))
    connection.execute(sa.insert(version).values(version=VERSION, zoo=__version__))


def is_current(found: tuple[int, str] | None, where: str) -> bool:
    """Returns whether a store has this version. Raises `StoreError` where a later zoo has changed its tables."""
    from zoo import __version__

    elsewhere = "ZOO_STORE=URL" if "://" in where else "ZOO_HOME=DIR"
    if found is not None and found[0] > VERSION:
        raise StoreError(
            f"The store {where} is of version {found[0]}, and this zoo knows versions up to {VERSION}.",
            cause=f"keras-zoo {found[1]} has changed it; this is keras-zoo {__version__}.",
            hint=f"upgrade to keras-zoo {found[1]} or later, or use another store: export {elsewhere}",
        )
    return found is not None and found[0] == VERSION
