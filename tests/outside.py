"""Variables for processes that tests start as a user would: without what pytest and the developer set."""

from __future__ import annotations

import os


def outside() -> dict[str, str]:
    """Returns this process's variables without pytest's, Python's and the zoo's own."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "PYTHON", "ZOO"))}
