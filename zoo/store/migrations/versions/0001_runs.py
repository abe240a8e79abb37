"""Version 1: the runs, and the version itself."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision, down_revision = "1", None


def upgrade() -> None:
    op.create_table(
        "schema_version",
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("zoo", sa.String, nullable=False),
    )
    op.create_table(
        "runs",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("experiment_id", sa.String, nullable=False),
        sa.Column("group_id", sa.String, nullable=False),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("started", sa.String, nullable=False),
        sa.Column("finished", sa.String),
        sa.Column("dataset", sa.String, nullable=False),
        sa.Column("model", sa.String, nullable=False),
        sa.Column("augmenter", sa.String, nullable=False),
        sa.Column("recipe", sa.String, nullable=False),
        sa.Column("seed", sa.Integer, nullable=False),
        sa.Column("limit", sa.Integer),
        sa.Column("validation", sa.Float),
        sa.Column("epochs", sa.Integer),
        sa.Column("batch_size", sa.Integer),
        sa.Column("threads", sa.Integer),
        sa.Column("code", sa.String),
        sa.Column("data", sa.String),
        sa.Column("protocol", sa.Integer, nullable=False),
        sa.Column("test_accuracy", sa.Float),
        sa.Column("test_loss", sa.Float),
        sa.Column("val_accuracy", sa.Float),
        sa.Column("parameters", sa.BigInteger),
        sa.Column("train_seconds", sa.Float),
        sa.Column("images_per_second", sa.Float),
        sa.Column("peak_memory_mb", sa.Float),
        sa.Column("pid", sa.Integer),
        sa.Column("host", sa.String),
        sa.Column("experiment", sa.JSON),
        sa.Column("provenance", sa.JSON),
        sa.Column("result", sa.JSON),
        sa.Column("error", sa.JSON),
        sa.UniqueConstraint("experiment_id", "attempt"),
        sa.UniqueConstraint("name"),
    )
    op.create_index("ix_runs_status", "runs", ["status"])
