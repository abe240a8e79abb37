"""Runs on disk and in the database: plain records in, plain records out."""

from __future__ import annotations

from zoo.store.records import DONE, FAILED, INTERRUPTED, RUNNING, STATUSES, Finished, RunRecord
from zoo.store.runs import Store

__all__ = ["DONE", "FAILED", "INTERRUPTED", "RUNNING", "STATUSES", "Finished", "RunRecord", "Store"]
