"""Chromium, one per file of tests; sites on disk; pages opened with all that they do written down."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.site import made
from tests.site.browser.visit import Visit
from zoo.site.content import Site
from zoo.site.render import Renderer

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAMES = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Headless Chromium. It ends with the file, for the event loop of Playwright would be in the way of other tests."""
    playwright = pytest.importorskip("playwright.sync_api")
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        pytest.skip(f"no browser: none of {', '.join(NAMES)} is on the PATH")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=program, chromium_sandbox=False)
        yield browser
        browser.close()


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
    return written(made.site(tmp_path_factory.mktemp("made")), tmp_path_factory.mktemp("site"))


def written(site: Site, folder: Path) -> Path:
    """Writes all files of a site into a folder, and returns it."""
    renderer = Renderer(site)
    pages = [site.leaderboard, *(pending.make() for pending in (*site.experiments, *site.components))]
    for files in (*map(renderer.page, pages), renderer.index(), renderer.assets()):
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            content = content.read_bytes() if isinstance(content, Path) else content
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder
