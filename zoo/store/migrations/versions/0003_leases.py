"""Version 3: heartbeats and fencing tokens, how many epochs a run's checkpoint holds, and which names are used up."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision, down_revision = "3", "2"


def upgrade() -> None:
    op.add_column("runs", sa.Column("heartbeat", sa.String))
    op.add_column("runs", sa.Column("token", sa.Integer, nullable=False, server_default="1"))
    op.add_column("runs", sa.Column("epochs_done", sa.Integer))
    op.create_table(
        "removed",
        sa.Column("experiment_id", sa.String, primary_key=True),
        sa.Column("attempt", sa.Integer, nullable=False),
    )
