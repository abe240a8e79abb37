"""Version 4: metrics are rows of a table of their own. The test accuracy stays with the run too."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from zoo.store.columns import INTEGER, TEXT

revision, down_revision = "4", "3"

MOVED = {
    "test_accuracy": ("test", "accuracy"),
    "tta_accuracy": ("tta", "accuracy"),
    "test_loss": ("test", "loss"),
    "val_accuracy": ("val", "accuracy"),
    "parameters": ("", "parameters"),
    "train_seconds": ("train", "seconds"),
    "images_per_second": ("", "images_per_second"),
    "peak_memory_mb": ("", "peak_memory_mb"),
}


def upgrade() -> None:
    metric = op.create_table(
        "metric",
        sa.Column("run", INTEGER, sa.ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("split", TEXT, primary_key=True),
        sa.Column("name", TEXT, primary_key=True),
        sa.Column("value", sa.Float, nullable=False),
        sqlite_with_rowid=False,
    )
    runs = sa.table("runs", sa.column("id"), *map(sa.column, MOVED))
    for column, (split, name) in MOVED.items():
        moved = sa.select(runs.c.id, sa.literal(split), sa.literal(name), runs.c[column]).where(
            runs.c[column].is_not(None)
        )
        op.execute(sa.insert(metric).from_select(["run", "split", "name", "value"], moved))
        if column != "test_accuracy":
            op.drop_column("runs", column)
