"""Version 5: which test images each run got right, filled from the folders that are still there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import context, op

from zoo.paths import is_run_name
from zoo.progress import track
from zoo.store.columns import INTEGER, TEXT
from zoo.store.predictions import in_folder
from zoo.store.run_files import TEST
from zoo.store.telling import to_stderr

revision, down_revision = "5", "4"


def upgrade() -> None:
    predictions = op.create_table(
        "predictions",
        sa.Column("run", INTEGER, sa.ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("test_set", TEXT, nullable=False),
        sa.Column("images", INTEGER, nullable=False),
        sa.Column("correct", sa.LargeBinary, nullable=False),
    )
    columns: list[sa.ColumnClause[Any]] = [sa.column(name) for name in ("id", "name", "dataset", "data", "status")]
    runs = sa.table("runs", *columns, sa.column("test_accuracy"), sa.column("provenance", sa.JSON))
    done = sa.select(runs.c.id, runs.c.name).where(runs.c.status == "done", runs.c.data.is_not(None))
    connection, folders = op.get_bind(), context.config.attributes["runs"]
    there = [number for number, name in connection.execute(done).all() if _has_predictions(folders, name)]
    if there:
        to_stderr(f"Upgrading the store: which test images {len(there):,} earlier runs got right is read.")
    for number in track(there, len(there), "reading what runs got right", "runs"):
        run = connection.execute(sa.select(runs).where(runs.c.id == number)).one()
        kept = in_folder(folders / run.name, run.dataset, run.data, run.provenance or {})
        if kept and kept.wrong(run.test_accuracy) is None:  # else the folder is another run's
            values = {"run": run.id, "test_set": kept.test_set, "images": kept.images, "correct": kept.bits}
            connection.execute(sa.insert(predictions).values(values))


def _has_predictions(folders: Path, name: Any) -> bool:
    return isinstance(name, str) and is_run_name(name) and (folders / name / TEST).is_file()
