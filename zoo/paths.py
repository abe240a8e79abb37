"""Where things are: `ZOO_HOME` holds the store, the runs and the data cache; `ZOO_DATA` moves the cache alone."""

from __future__ import annotations

import os
from pathlib import Path


def home() -> Path:
    """Returns the zoo's folder: `ZOO_HOME`, or `keras-zoo` in the platform's user data folder."""
    if given := os.environ.get("ZOO_HOME"):
        return Path(os.path.abspath(os.path.expanduser(given)))
    import platformdirs

    return Path(platformdirs.user_data_dir("keras-zoo", appauthor=False))


def runs_folder() -> Path:
    """Returns the folder that holds a folder per run."""
    return home() / "runs"


def run_folder(name: str) -> Path:
    """Returns the folder of a run."""
    return runs_folder() / name


def data_folder() -> Path:
    """Returns the data cache: `ZOO_DATA`, or `data` in the zoo's folder."""
    given = os.environ.get("ZOO_DATA")
    return Path(os.path.abspath(os.path.expanduser(given))) if given else home() / "data"
