"""Pages opened in headless Chromium: where it is, and how long a page takes until a reader has sorted it."""

from __future__ import annotations

import contextlib
import shutil
import statistics
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAMES = ("chromium", "chromium-browser", "google-chrome")
TIMES = 7

SORTED = """async () => {
  document.querySelector("th[data-first] button").click();
  await new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)));
  return performance.now() / 1000;
}"""


class NoBrowser(Exception):
    """No Chromium is on the PATH, or Playwright is not installed."""


@contextlib.contextmanager
def browser() -> Iterator[Browser]:
    """Starts Chromium, and ends it.

    Raises:
        NoBrowser: there is none.
    """
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        raise NoBrowser(f"none of {', '.join(NAMES)} is on the PATH")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        raise NoBrowser(str(error)) from error
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, chromium_sandbox=False)
        yield started
        started.close()


def sorted_after(index: Path) -> float:
    """Returns the seconds from a click on a link to a leaderboard until it is there, sorted once and painted: the
    median of several, each without a cache.

    Raises:
        NoBrowser: there is none.
    """
    seconds = []
    with browser() as started:
        for _ in range(TIMES):
            page = started.new_page()
            page.goto(index.as_uri())
            seconds.append(page.evaluate(SORTED))
            page.close()
    return statistics.median(seconds)
