"""Addresses of stores: read as they are typed, and shown without what is secret in them."""

from __future__ import annotations

import sqlalchemy as sa

from zoo.errors import StoreError

DRIVERS = {"sqlite": "sqlite", "sqlite+pysqlite": "sqlite"} | dict.fromkeys(
    ("postgres", "postgresql", "postgresql+psycopg"), "postgresql+psycopg"
)
"""What an address may begin with, and what that means."""

PUBLIC = ("host", "port")
"""What may be shown of the part behind the question mark, where passwords can stand too."""

EXAMPLE = "postgresql+psycopg://USER@HOST/DATABASE"


def parse(text: str | sa.URL) -> sa.URL:
    """Returns the address that a text is.

    Raises:
        StoreError: it is none; it shows nothing of the text that could be a password.
    """
    if (url := _url(text)) is None:
        raise _no_address(_beginning(str(text)), f"Expected sqlite:////FOLDER/zoo.db or {EXAMPLE}.")
    if url.drivername not in DRIVERS:
        cause = f"A store is in SQLite or in PostgreSQL. Expected sqlite:////FOLDER/zoo.db or {EXAMPLE}."
        raise _no_address(f"{url.drivername}://…", cause)
    url = url.set(drivername=DRIVERS[url.drivername])
    if url.drivername != "sqlite" and any("@" in part for part in (url.host or "", url.database or "")):
        raise _no_address(f"{url.drivername}://…", "In a user or password, @ is written %40, / is %2F and % is %25.")
    if isinstance(password := url.query.get("password"), str):  # where SQLAlchemy knows that it is one
        url = url.difference_update_query(["password"]).set(password=password)
    return url


def shown(url: sa.URL) -> str:
    """Returns an address as people may see it: without a password, wherever it stands."""
    query = {key: value for key, value in url.query.items() if key in PUBLIC}
    return url.set(query=query).render_as_string()


def _url(text: str | sa.URL) -> sa.URL | None:
    """Returns what SQLAlchemy reads in a text, None where it reads none; what it raises may hold a password."""
    try:
        return sa.make_url(text)
    except (sa.exc.ArgumentError, ValueError):
        return None


def _beginning(text: str) -> str:
    """Returns what a text that nobody can read begins with: the rest may be a password."""
    beginning, colon, _ = text.partition(":")
    return f"{beginning}:…" if colon else "…" if "@" in text else text


def _no_address(what: str, cause: str) -> StoreError:
    return StoreError(f"{what!r} is not the address of a store.", cause=cause, hint=f"export ZOO_STORE={EXAMPLE}")
