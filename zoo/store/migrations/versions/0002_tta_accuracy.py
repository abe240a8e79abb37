"""Version 2: the test accuracy with test-time augmentation."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision, down_revision = "2", "1"


def upgrade() -> None:
    op.add_column("runs", sa.Column("tta_accuracy", sa.Float))
