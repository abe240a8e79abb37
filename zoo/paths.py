"""Where things are: `ZOO_HOME` holds the store, the runs and the data cache; `ZOO_DATA` moves the cache alone, and
`ZOO_STORE` the store."""

from __future__ import annotations

import os
import re
from pathlib import Path

from zoo.errors import StoreError, UsageError

_RUN = re.compile(r"[A-Za-z0-9_-]+\.[0-9]+")


def home() -> Path:
    """Returns the zoo's folder: `ZOO_HOME`, or `keras-zoo` in the platform's user data folder.

    Raises:
        UsageError: there is neither, for this user has no home folder.
    """
    if given := os.environ.get("ZOO_HOME"):
        return expand(given)
    import platformdirs

    try:
        return expand(platformdirs.user_data_dir("keras-zoo", appauthor=False))
    except RuntimeError:  # some versions see it themselves
        return expand("~")


def store_url() -> str:
    """Returns the SQLAlchemy URL of the store: `ZOO_STORE`, or the SQLite file `zoo.db` in the zoo's folder.

    It may hold a password: what a person is shown is `Store.where`.
    """
    if given := os.environ.get("ZOO_STORE"):
        return given
    escaped = str(home() / "zoo.db").replace("%", "%25").replace("?", "%3F")
    return f"sqlite:///{escaped}"


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
    """Returns the data cache: `ZOO_DATA`, or `data` in the zoo's folder.

    Raises:
        UsageError: this user has no home folder, and neither variable says where.
    """
    given = os.environ.get("ZOO_DATA")
    return expand(given) if given else home() / "data"


def expand(path: str | Path) -> Path:
    """Returns a path that is whole: from the root, and with a user's home folder in place of `~`.

    Raises:
        UsageError: there is no such user, or the user has no home folder.
    """
    expanded = os.path.expanduser(path)
    if str(expanded).startswith("~"):
        cause = "The system knows no home folder of that user, and HOME is not set."
        raise UsageError(f"Nobody can tell where {str(path)!r} is.", cause=cause, hint="export HOME=/tmp/zoo")
    return Path(os.path.abspath(expanded))
