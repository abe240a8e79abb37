"""README's picture is the first page of the site of docs/leaderboard.json, light and dark: `python -m
docs.leaderboard_pictures` takes it again, which needs Chromium."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

import zoo
from benchmarks import chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser

DOCS = Path(__file__).resolve().parent
WIDTH = 1240
FOUND, LAST = "mnist", "mnist-offcenter"
"""What is looked for on the page, and the last dataset that is in the picture."""


def taken(browser: Browser, index: Path, theme: str) -> Image.Image:
    """Returns what a reader sees of the first page down to the table of a dataset, one and a half times as
    large."""
    page = browser.new_page(
        viewport={"width": WIDTH, "height": 1000},
        device_scale_factor=1.5,
        color_scheme="dark" if theme == "dark" else "light",
    )
    page.goto(index.as_uri())
    page.get_by_label("Find").fill(FOUND)
    page.get_by_label("Find").blur()
    box = page.locator("section", has=page.get_by_role("heading", name=LAST, exact=True)).bounding_box()
    assert box  # noqa: S101 - it is there, or the locator has failed
    height = box["y"] + box["height"] + 16
    return Image.open(
        io.BytesIO(page.screenshot(full_page=True, clip={"x": 0, "y": 0, "width": WIDTH, "height": height}))
    )


def main() -> None:
    """Takes both, with a palette of 256 colours, so that they stay small."""
    with tempfile.TemporaryDirectory() as folder, chromium.browser() as browser:
        index = zoo.report(Path(folder) / "site", from_=DOCS / "leaderboard.json", quiet=True).index
        for theme in ("light", "dark"):
            picture = taken(browser, index, theme).convert("RGB").quantize(256)
            picture.save(DOCS / "pictures" / f"leaderboard-{theme}.png", optimize=True)


if __name__ == "__main__":
    main()
