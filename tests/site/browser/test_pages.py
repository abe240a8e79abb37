"""Every kind of page in a browser: for everybody, in both themes, on every screen, on paper, and without scripts."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

KINDS = {
    "leaderboard": "index.html",
    "experiment": "experiments/net-shift.html",
    "experiment-unranked": "experiments/net-old.html",
    "component": "components/model-net.html",
    "components": "components/index.html",
    "comparison": "compare.html#net-shift,deep-net-shift",
    "comparison-of-none": "compare.html",
}

COLOURS = """() => [...document.querySelectorAll("*")].map((each) => getComputedStyle(each)).map((style) =>
  [style.color, style.backgroundColor, style.borderColor, style.fill, style.stroke].join(" "))"""
VISIBLE = """(selector) => [...document.querySelectorAll(selector)].filter((each) => each.checkVisibility())
  .map((each) => each.outerHTML.slice(0, 200))"""


@pytest.fixture(params=KINDS.values(), ids=KINDS)
def opened(request, site, visit):
    return visit(f"{site.as_uri()}/{request.param}")


def test_nothing_is_in_the_way_of_anybody(opened):
    found = {sight: opened.obstacles() for sight in opened.sights(360, 1920)}
    assert not any(found.values()), found


def test_no_page_is_wider_than_its_window(opened):
    wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    found = {sight: opened.ask(wider) for sight in opened.sights(360, 768, 1280, 1920)}
    assert not any(found.values()), found


def test_every_link_leads_to_a_file_and_an_element(opened):
    links = opened.ask("[...document.links].map(link => link.href)")
    assert any(link.endswith("/index.html") for link in links)
    assert not [link for link in links if not _leads(link)]


def _leads(link: str) -> bool:
    parts = urlsplit(link)
    path = Path(unquote(parts.path))
    anchor = parts.fragment if path.name != "compare.html" else ""
    return parts.scheme == "https" or (path.is_file() and (not anchor or f'id="{anchor}"' in path.read_text()))


def test_the_keyboard_reaches_everything_and_shows_where_it_is(opened):
    opened.page.keyboard.press("Tab")
    assert opened.ask("document.activeElement.className") == "skip"
    reached, outlined = [], "getComputedStyle(document.activeElement).outlineStyle"
    while opened.ask("document.activeElement !== document.body") and len(reached) < 500:
        reached.append(opened.ask("document.activeElement.outerHTML.slice(0, 200)"))
        assert opened.ask(f"{outlined} !== 'none'"), reached[-1]
        opened.page.keyboard.press("Tab")
    assert len(reached) == len(opened.ask(VISIBLE, "a[href], button, input, select, summary, [tabindex='0']"))


def test_print_is_black_on_white_whatever_the_theme_and_leaves_out_what_one_clicks(opened):
    opened.page.emulate_media(media="print", color_scheme="light")
    light = opened.ask(COLOURS)
    opened.page.emulate_media(color_scheme="dark")
    assert opened.ask(COLOURS) == light
    assert light[0].startswith("rgb(0, 0, 0) rgb(255, 255, 255)")
    assert not opened.ask(VISIBLE, "button:not(th button), nav a, input, select")


def test_shades_are_printed(site, visit):
    opened = visit(f"{site.as_uri()}/experiments/net-shift.html")
    opened.page.emulate_media(media="print")
    shades = (
        "[...document.querySelectorAll('.confusion td[class]')].map((cell) => getComputedStyle(cell).printColorAdjust)"
    )
    assert set(opened.ask(shades)) == {"exact"}


@pytest.mark.parametrize("kind", ["leaderboard", "experiment", "component", "components"])
def test_without_scripts_all_is_there_that_no_script_draws(visit, site, kind):
    place = f"{site.as_uri()}/{KINDS[kind]}"
    plain, scripted = visit(place, java_script_enabled=False), visit(place)
    words = (
        "[...document.querySelectorAll('main th, main td, main h2, main figcaption')].map(e => e.textContent.trim())"
    )
    assert plain.ask(words) == scripted.ask(words)
    assert not plain.ask(VISIBLE, "button, input, select")
