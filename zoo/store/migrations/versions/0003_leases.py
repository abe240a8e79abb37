"""Version 3: heartbeats and fencing tokens, and how many epochs a run's checkpoint holds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision, down_revision = "3", "2"


def upgrade() -> None:
    op.add_column("runs", sa.Column("heartbeat", sa.String))
    op.add_column("runs", sa.Column("token", sa.Integer, nullable=False, server_default="1"))
    op.add_column("runs", sa.Column("epochs_done", sa.Integer))
