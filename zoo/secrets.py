"""Passwords: texts without them, and variables for processes that have no use for those of the store."""

from __future__ import annotations

import os
import re

_IN_URLS = (
    re.compile(r"(postgres(?:ql)?(?:\+psycopg)?://?[^:/@\s]*):\S*@"),  # a password may have any letter that is no space
    re.compile(r"(://[^:/@\s'\"]*):[^@/\s'\"]*@"),
)
_IN_QUERIES = re.compile(r"(?<=password=)[^&\s'\"]+")


def hidden(text: str) -> str:
    """Returns a text in which no URL has a password: `postgresql://me:***@server/zoo`."""
    if ":/" not in text:  # as a path, `://` is written so
        return text
    for pattern in _IN_URLS:
        text = pattern.sub(r"\1:***@", text)
    return _IN_QUERIES.sub("***", text)


def worker_environment() -> dict[str, str]:
    """Returns this process's variables for one that runs other people's code and does not write the store: addresses
    are without passwords, and where the store is on a server `PGPASSWORD` is missing."""
    own = {**os.environ, **{name: _open(os.environ[name]) for name in ("ZOO_STORE", "ZOO_FILES") if name in os.environ}}
    if not (own.get("ZOO_STORE") or "sqlite").startswith("sqlite"):
        own.pop("PGPASSWORD", None)
    return own


def forget() -> None:
    """Takes from this process, and all that it starts, what `worker_environment` leaves out."""
    kept = worker_environment()
    for name in os.environ.keys() - kept.keys():
        del os.environ[name]
    for name in kept.keys() & {"ZOO_STORE", "ZOO_FILES"}:
        os.environ[name] = kept[name]


def _open(value: str) -> str:
    """Returns an address without a password: who reads it finds one in `.pgpass`, or is told that it needs one. Of what
    nobody can read nothing is left."""
    if "://" not in value and "@" in value:
        return "…"
    return hidden(value).replace(":***@", "@").replace("password=***", "")
