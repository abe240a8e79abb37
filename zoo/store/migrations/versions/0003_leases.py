"""Version 3: heartbeats and fencing tokens, how many epochs a run's checkpoint holds, and which names are used up."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from zoo.store.columns import INTEGER, TEXT

revision, down_revision = "3", "2"


def upgrade() -> None:
    op.add_column("runs", sa.Column("heartbeat", TEXT))
    op.add_column("runs", sa.Column("token", INTEGER, nullable=False, server_default="1"))
    op.add_column("runs", sa.Column("epochs_done", INTEGER))
    op.create_table(
        "removed",
        sa.Column("experiment_id", TEXT, primary_key=True),
        sa.Column("attempt", INTEGER, nullable=False),
    )
