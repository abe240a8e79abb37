"""Chromium, one per file of tests; sites on disk; pages opened with all that they do written down."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks import chromium
from tests.site import made
from tests.site.browser.visit import Visit
from zoo.site.write import write

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Headless Chromium. It ends with the file, for the event loop of Playwright would be in the way of other tests."""
    with contextlib.ExitStack() as stack:
        try:
            started = stack.enter_context(chromium.browser())
        except chromium.NoBrowser as error:
            pytest.skip(f"no browser: {error}")
        yield started


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Visit]]:
    """A function that opens a page, `visit(path, **options of a context)`. A test fails whose page did what none of a
    site does: a word in the console, a request beyond the site, a dialog, a breach of its policy."""
    visits = list[Visit]()

    def visit(path: Path, **options: Any) -> Visit:
        context = browser.new_context(reduced_motion="reduce", **options)
        visits.append(Visit(context, path))
        return visits[-1]

    yield visit
    for each in visits:
        each.page.context.close()
    assert not [misdeed for each in visits for misdeed in each.misdeeds]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a site in which every field is filled."""
    folder = tmp_path_factory.mktemp("made")
    return write(made.site(folder), folder / "site").folder
