"""Whether the long forms of tests are wanted, as by `make torture`: more kills, more processes, more of the real."""

from __future__ import annotations

import os

LONG = bool(os.environ.get("ZOO_TORTURE"))
