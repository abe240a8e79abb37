"""Runs on disk and in the database: plain records in, plain records out."""

from __future__ import annotations

import lazy_loader

# `__init__.pyi` says where each name lives. Workers, which write a run's folder and no database, import no SQLAlchemy.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
