"""Alembic's entry: runs the migrations on the connection that it was given, in the transaction open there."""

from __future__ import annotations

from alembic import context

from zoo.store import schema

context.configure(connection=context.config.attributes["connection"], target_metadata=schema.metadata)
context.run_migrations()
