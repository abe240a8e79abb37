"""The classic datasets, one per file."""

from __future__ import annotations

import zoo

DATASETS: list[zoo.Dataset] = []
