"""The page of an experiment in a browser: its curves are drawn, hidden and read."""

from __future__ import annotations

import json

import pytest


@pytest.fixture
def opened(site, visit):
    return visit(f"{site.as_uri()}/experiments/net-shift.html")


@pytest.fixture
def curves(site):
    return json.loads((site / "experiments/net-shift.json").read_text())["curves"]


def _cells(opened, row=0):
    return opened.page.locator("#values tbody tr").nth(row).locator("td").all_inner_texts()


def test_curves_of_all_seeds_are_drawn_in_the_colours_of_each_theme(opened):
    for theme in ("light", "dark"):
        opened.page.emulate_media(color_scheme=theme)
        drawn = opened.coloured("series-1") + opened.coloured("series-2")
        assert len(drawn) == 4
        assert min(drawn) > 50, theme


def test_a_line_is_hidden_and_shown_by_its_button(opened):
    button = opened.page.get_by_role("button", name="validation").first
    before = opened.coloured("series-2")
    button.click()
    loss, accuracy = opened.coloured("series-2")
    assert (loss, accuracy) == (0, before[1])
    button.press("Enter")
    assert opened.coloured("series-2") == before


def test_the_seed_of_a_line_is_hidden_in_both_charts(opened):
    before = opened.coloured("series-1")
    for name in ("0", "1", "2"):
        opened.page.get_by_role("button", name=name, exact=True).click()
    assert opened.coloured("series-1") == [0, 0]
    assert min(before) > 0


def test_what_is_pointed_at_is_told_in_numbers(opened, curves):
    chart = opened.page.locator(".chart .u-over").first
    box = chart.bounding_box()
    chart.hover(position={"x": box["width"] / 3, "y": 10})
    assert opened.page.locator("#at").inner_text() == "epoch 2"
    seed = curves[0]
    expected = [f"{seed['loss'][1]:.4f}", f"{seed['val_loss'][1]:.4f}"]
    expected += [f"{seed[name][1]:.2%}" for name in ("accuracy", "val_accuracy")]
    assert _cells(opened) == expected


def test_the_keyboard_reads_an_epoch_as_the_pointer_does(opened, curves):
    slider = opened.page.get_by_label("Epoch", exact=True)
    slider.press("Home")
    assert opened.page.locator("#at").inner_text() == "epoch 1"
    assert _cells(opened, 2)[0] == f"{curves[2]['loss'][0]:.4f}"
    slider.press("End")
    assert _cells(opened)[1] == "-"  # of the last epoch's validation nothing is known


def test_each_curve_stands_in_a_table_too(opened, curves):
    opened.page.get_by_text("All 4 epochs as tables").click()
    tables = opened.page.locator(".histories table")
    assert tables.count() == len(curves)
    assert tables.nth(1).locator("tbody tr").nth(0).locator("td").first.inner_text() == f"{curves[1]['loss'][0]:.4f}"


def test_pictures_are_shown_with_words(opened):
    opened.ask("document.querySelectorAll('details').forEach((details) => { details.open = true; })")
    pictures = opened.page.locator("main img").all()
    assert len(pictures) == 5
    for picture in pictures:
        picture.scroll_into_view_if_needed()
        assert picture.evaluate("(image) => image.decode().then(() => image.naturalWidth)") == 28
        assert picture.get_attribute("alt")


def test_a_command_is_copied(opened):
    opened.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    command = opened.page.locator(".command").last
    command.get_by_role("button").click()
    command.get_by_text("Copied").or_(command.get_by_text("Selected")).wait_for()
    copied = opened.ask("navigator.clipboard.readText().catch(() => getSelection().toString())")
    assert copied == command.locator("code").inner_text() == "zoo run -d photos -m net --seeds 3"
