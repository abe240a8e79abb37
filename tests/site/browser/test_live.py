"""A report that is served, in a browser: a page that was written again reloads itself, and is as its reader left it."""

from __future__ import annotations

import itertools
import os
from dataclasses import replace

import pytest

from tests.site import made
from zoo.site.serve import serving
from zoo.site.write import write

STATE = """() => ({
  sorted: [...document.querySelectorAll("[aria-sort]")].map((each) => [each.cellIndex, each.ariaSort]),
  rows: [...document.querySelectorAll(".ranking tbody tr")].filter((row) => !row.hidden).map((row) => row.textContent),
  filter: document.querySelector(".filters input").value,
  focused: document.activeElement.outerHTML,
  ticked: [...document.querySelectorAll("tbody input")].map((box) => box.checked),
  y: scrollY,
})"""
"""What a reader sees of the first page, and has set."""


@pytest.fixture
def renew(tmp_path):
    """A function that writes the site as it is served, with other words on a page, seconds after the last."""
    site, times = made.site(tmp_path), itertools.count(1_800_000_000, 10)

    def renewed(source, page="index.html", **others):
        write(replace(site, source=source, **others), tmp_path / "site", live=True)
        os.utime(tmp_path / "site" / page, (0, next(times)))

    renewed("15 runs")
    return renewed


@pytest.fixture
def served(renew, browser, tmp_path):
    """The first page, served; a test fails whose page says anything in the console, or fails to read anything."""
    with serving(tmp_path / "site", 0) as address:
        page, said = browser.new_page(viewport={"width": 800, "height": 300}), []
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("requestfailed", lambda request: said.append(f"{request.failure} {request.method} {request.url}"))
        page.goto(address)
        yield page
        page.close()
    assert [each for each in said if not each.startswith("net::ERR_ABORTED")] == []  # by a reload, or the end


def test_it_is_sorted_filtered_ticked_and_scrolled_as_it_was(served, renew):
    served.get_by_role("button", name="parameters").first.click()
    served.locator("tbody input[type=checkbox]").first.check()
    served.locator(".filters input").fill("net")
    served.evaluate("scrollTo(0, 150)")
    before = served.evaluate(STATE)
    assert before["sorted"]
    assert before["y"] == 150
    renew("16 runs")
    served.get_by_text("16 runs").first.wait_for(state="attached")
    served.wait_for_load_state()
    served.wait_for_function("sessionStorage.length === 0")
    assert served.evaluate(STATE) == before


def test_an_experiment_has_open_and_hidden_what_it_had(served, renew):
    served.get_by_role("link", name="net:width=16").first.click()
    served.get_by_role("button", name="validation").first.click()
    served.get_by_text("All 4 epochs as tables").click()
    renew("15 runs", "experiments/net-shift.html", title="Later")
    served.get_by_text("Later").first.wait_for(state="attached")
    served.wait_for_function("document.readyState === 'complete' && sessionStorage.length === 0")
    assert served.get_by_role("button", name="validation").first.get_attribute("aria-pressed") == "false"
    assert served.get_by_role("button", name="training").first.get_attribute("aria-pressed") == "true"
    assert served.locator("caption", has_text="Seed 1").is_visible()


def test_what_was_written_between_reading_and_the_first_look_is_read(served, renew):
    served.reload(wait_until="commit")
    renew("17 runs")
    served.get_by_text("17 runs").first.wait_for(state="attached")


def test_a_page_that_has_not_changed_stays(served):
    asked = []
    served.on("request", lambda request: asked.append(request.method))
    for _ in range(2):
        served.wait_for_event("requestfinished")
    assert set(asked) == {"HEAD"}


def test_a_copy_on_disk_looks_for_nothing(renew, browser, tmp_path):
    page, did = browser.new_page(), []
    page.on("console", lambda message: did.append(message.text))
    page.on("request", lambda request: did.append(request.method))
    page.goto((tmp_path / "site" / "index.html").as_uri())
    page.evaluate("new Promise((done) => setTimeout(done))")
    page.close()
    assert set(did) == {"GET"}
