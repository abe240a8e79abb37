"""Version 5: which test images each run got right, filled from the folders that are still there."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from zoo import paths
from zoo.progress import track
from zoo.store.predictions import Correct, in_folder

revision, down_revision = "5", "4"


def upgrade() -> None:
    predictions = op.create_table(
        "predictions",
        sa.Column("run", sa.Integer, sa.ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("test_set", sa.String, nullable=False),
        sa.Column("images", sa.Integer, nullable=False),
        sa.Column("correct", sa.LargeBinary, nullable=False),
    )
    columns: list[sa.ColumnClause[Any]] = [
        sa.column(name) for name in ("id", "name", "dataset", "data", "test_accuracy")
    ]
    runs = sa.table("runs", *columns, sa.column("provenance", sa.JSON), sa.column("status"))
    done = sa.select(runs).where(runs.c.status == "done", runs.c.data.is_not(None))
    found = op.get_bind().execute(done).all()
    for run in track(found, len(found), "reading what earlier runs got right", "runs"):
        if kept := _kept(run):
            values = {"run": run.id, "test_set": kept.test_set, "images": kept.images, "correct": kept.bits}
            op.execute(sa.insert(predictions).values(values))


def _kept(run: sa.Row[Any]) -> Correct | None:
    """Returns what the folder of a run says, where it is there and is that run's."""
    if not isinstance(run.name, str) or not paths.is_run_name(run.name):
        return None
    found = in_folder(paths.run_folder(run.name), run.dataset, run.data, run.provenance or {})
    return found if found and found.wrong(run.test_accuracy) is None else None
