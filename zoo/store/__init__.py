"""Runs on disk and in the database: plain records in, plain records out."""

from __future__ import annotations

from zoo.errors import LeaseLost
from zoo.store.damage import DamagedRun
from zoo.store.leases import LEASE_SECONDS, Busy, Lease
from zoo.store.metrics import METRICS, Metric
from zoo.store.predictions import Correct
from zoo.store.records import DIVERGED, DONE, FAILED, INTERRUPTED, RUNNING, STATUSES, Finished, RunRecord
from zoo.store.runs import Store
