"""The place that `ZOO_FILES` names: a file system by its URL, and what goes wrong with it in words, without secrets."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator
from typing import Any

from zoo import paths
from zoo.errors import StoreError, brief, reason

VARIABLE = "ZOO_FILES"

EXAMPLE = f"export {VARIABLE}=s3://BUCKET/PREFIX"

PACKAGES = {"s3": "'keras-zoo[s3]'", "s3a": "'keras-zoo[s3]'", "gs": "gcsfs", "gcs": "gcsfs"}
"""By protocol, what to install; of others fsspec says it."""

_CREDENTIALS = re.compile(r"(?<=//)[^/@\s]*@")
_QUERY = re.compile(r"\?[^\s'\"]*")
_SECRET = re.compile(r"KEY|SECRET|TOKEN|PASSWORD|CREDENTIAL", re.IGNORECASE)


def url() -> str | None:
    """Returns what `ZOO_FILES` says, None where it says nothing; a path as a URL."""
    given = os.environ.get(VARIABLE, "").strip()
    if not given:
        return None
    return given if "://" in given else f"file://{paths.expand(given)}"


def shown(text: str) -> str:
    """Returns a URL, or a text with URLs and whatever else strangers say, without what could be a secret."""
    for name, value in os.environ.items():
        if _SECRET.search(name) and len(value) > 5:
            text = text.replace(value, "…")
    return _QUERY.sub("", _CREDENTIALS.sub("", text))


def connect(address: str) -> tuple[Any, str]:
    """Returns the fsspec file system of a URL, and the path in it. Nothing is asked of it yet.

    Raises:
        StoreError: there is no such protocol, its package is not installed, or it needs something else.
    """
    import fsspec

    protocol, where = address.partition("://")[0], shown(address)
    try:
        if not protocol:
            raise ValueError
        kind = fsspec.get_filesystem_class(protocol)
        made: dict[str, Any] = {"auto_mkdir": True} if is_folder(kind) else {"use_listings_cache": False}
        files, root = fsspec.core.url_to_fs(address, skip_instance_cache=True, **made)
    except ImportError as error:
        needed = PACKAGES.get(protocol)
        cause = f"The package that reads {protocol}:// is not installed." if needed else shown(str(error))
        hint = f"pip install {needed}" if needed else None
        raise StoreError(f"{VARIABLE} is {where}, which cannot be read.", cause=cause, hint=hint) from error
    except ValueError as error:
        known = "Expected s3://BUCKET/PREFIX, gs://BUCKET/PREFIX or the path of a folder."
        raise StoreError(f"{VARIABLE} is {where}, which is no place.", cause=known, hint=EXAMPLE) from error
    except Exception as error:  # a stranger's file system may raise anything
        raise StoreError(f"{VARIABLE} is {where}, which cannot be used.", cause=shown(reason(error))) from error
    return files, str(root).rstrip("/")


def is_folder(files: Any) -> bool:
    """Whether a file system, or a class of them, is that of this machine."""
    return bool(getattr(files, "local_file", False))


@contextlib.contextmanager
def reached(where: str, what: str) -> Iterator[None]:
    """Raises `StoreError` for whatever goes wrong with a place within the block.

    Args:
        what: what cannot be done then: `read`.
    """
    try:
        yield
    except StoreError:
        raise
    except Exception as error:  # each file system raises its own
        raise StoreError(f"{where} cannot be {what}.", cause=_cause(error), hint=_hint(error)) from error


def _cause(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "There is no such bucket or folder, or it is gone."
    if isinstance(error, PermissionError):
        return "Who asks may not do that there."
    if "Credentials" in type(error).__name__:
        return "There are no credentials."
    return brief(f"{shown(reason(error))}.", 300)


def _hint(error: Exception) -> str:
    if "Credentials" in type(error).__name__:
        return "export AWS_ACCESS_KEY_ID=... AWS_SECRET_ACCESS_KEY=...   (or write ~/.aws/credentials)"
    return "zoo doctor"
