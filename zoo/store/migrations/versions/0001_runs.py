"""Version 1: the runs, and the version itself."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from zoo.store.columns import INTEGER, TEXT

revision, down_revision = "1", None


def upgrade() -> None:
    op.create_table(
        "schema_version",
        sa.Column("version", INTEGER, primary_key=True, autoincrement=False),
        sa.Column("zoo", TEXT, nullable=False),
    )
    op.create_table(
        "runs",
        sa.Column("id", INTEGER, primary_key=True),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("attempt", INTEGER, nullable=False),
        sa.Column("experiment_id", TEXT, nullable=False),
        sa.Column("group_id", TEXT, nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("started", TEXT, nullable=False),
        sa.Column("finished", TEXT),
        sa.Column("dataset", TEXT, nullable=False),
        sa.Column("model", TEXT, nullable=False),
        sa.Column("augmenter", TEXT, nullable=False),
        sa.Column("recipe", TEXT, nullable=False),
        sa.Column("seed", INTEGER, nullable=False),
        sa.Column("limit", INTEGER),
        sa.Column("validation", sa.Float),
        sa.Column("epochs", INTEGER),
        sa.Column("batch_size", INTEGER),
        sa.Column("threads", INTEGER),
        sa.Column("code", TEXT),
        sa.Column("data", TEXT),
        sa.Column("protocol", INTEGER, nullable=False),
        sa.Column("test_accuracy", sa.Float),
        sa.Column("test_loss", sa.Float),
        sa.Column("val_accuracy", sa.Float),
        sa.Column("parameters", sa.BigInteger),
        sa.Column("train_seconds", sa.Float),
        sa.Column("images_per_second", sa.Float),
        sa.Column("peak_memory_mb", sa.Float),
        sa.Column("pid", INTEGER),
        sa.Column("host", TEXT),
        sa.Column("experiment", sa.JSON),
        sa.Column("provenance", sa.JSON),
        sa.Column("result", sa.JSON),
        sa.Column("error", sa.JSON),
        sa.UniqueConstraint("experiment_id", "attempt"),
        sa.UniqueConstraint("name"),
    )
    op.create_index("ix_runs_status", "runs", ["status"])
