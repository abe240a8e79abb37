"""What the zoo itself refuses, and what a stranger's code raises, as a broken contract that says how to mend it."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from unittest import SkipTest

from zoo.errors import ZooError, reason
from zoo.testing.framework import Broken

FORM = re.compile(r"Expected: (.*)\. Received: (.*)\.", re.DOTALL)
"""How the zoo's errors say what is wrong."""


@contextlib.contextmanager
def mended(expected: str, remedy: str) -> Iterator[None]:
    """Runs code of the component, or checks of the zoo.

    Args:
        expected: what should come of it; where the zoo's error says that itself, its words are taken.
        remedy: how to mend it where it fails.

    Raises:
        Broken: it failed.
    """
    try:
        yield
    except (Broken, SkipTest, KeyboardInterrupt):
        raise
    except ZooError as error:
        said = FORM.search(error.cause or "")
        known, found = said.groups() if said else (expected, error.cause or error.message)
        raise Broken(known, found, remedy) from error
    except BaseException as error:  # a stranger's code may raise anything
        raise Broken(expected, reason(error), remedy) from error
