"""Where things are: `ZOO_HOME` holds the store, the runs and the data cache; `ZOO_DATA` moves the cache alone."""

from __future__ import annotations

import os
import re
from pathlib import Path

from zoo.errors import StoreError

_RUN = re.compile(r"[A-Za-z0-9_-]+\.[0-9]+")


def home() -> Path:
    """Returns the zoo's folder: `ZOO_HOME`, or `keras-zoo` in the platform's user data folder."""
    if given := os.environ.get("ZOO_HOME"):
        return Path(os.path.abspath(os.path.expanduser(given)))
    import platformdirs

    return Path(platformdirs.user_data_dir("keras-zoo", appauthor=False))


def runs_folder() -> Path:
    """Returns the folder that holds a folder per run."""
    return home() / "runs"


def is_run_name(name: str) -> bool:
    """Whether a run can be called so: `EXPERIMENT_ID.ATTEMPT`."""
    return _RUN.fullmatch(name) is not None


def run_folder(name: str) -> Path:
    """Returns the folder of a run. Raises `StoreError` for what is no run's name: it could lead anywhere."""
    if not is_run_name(name):
        raise StoreError(f"{name!r} is not the name of a run.", hint="zoo store check")
    return runs_folder() / name


def data_folder() -> Path:
    """Returns the data cache: `ZOO_DATA`, or `data` in the zoo's folder."""
    given = os.environ.get("ZOO_DATA")
    return Path(os.path.abspath(os.path.expanduser(given))) if given else home() / "data"
