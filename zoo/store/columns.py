"""The types of columns, so that every database holds the same values and sorts them in the same order."""

from __future__ import annotations

import sqlalchemy as sa

TEXT = sa.String().with_variant(sa.String(collation="C"), "postgresql")
"""Sorted by its bytes, as SQLite does, whatever the language of the server."""

INTEGER = sa.Integer().with_variant(sa.BigInteger(), "postgresql")
"""64 bits, as SQLite has them."""

JSON = sa.JSON(none_as_null=True)
