"""The first page in a browser: sorted, filtered, drawn, and two rows ticked to be compared."""

from __future__ import annotations

import pytest


@pytest.fixture
def opened(site, visit):
    return visit(f"{site.as_uri()}/index.html")


def _shown(opened) -> list[str]:
    """Returns the keys of the rows that are shown, from the top."""
    return opened.ask("""[...document.querySelectorAll(".ranking tr[data-key]")]
      .filter((row) => row.checkVisibility()).map((row) => row.dataset.key)""")


def _photos(opened):
    return opened.page.locator("table.ranking").first


def _heading(opened, name: str):
    return _photos(opened).get_by_role("columnheader", name=name, exact=True)


def test_a_press_sorts_and_another_turns_it_about(opened):
    accuracy, rank = _heading(opened, "test accuracy"), _heading(opened, "#")
    before = _shown(opened)
    assert accuracy.get_attribute("aria-sort") == "descending"
    accuracy.get_by_role("button").click()
    assert accuracy.get_attribute("aria-sort") == "ascending"
    assert _shown(opened)[:4] == ["deep-net-shift", "net-old", "net-none", "net-shift"]
    assert _shown(opened)[4:] == before[4:]  # the other dataset has a table of its own
    rank.get_by_role("button").press("Enter")
    assert (rank.get_attribute("aria-sort"), accuracy.get_attribute("aria-sort")) == ("ascending", None)
    assert _shown(opened)[3] == "net-old"
    rank.get_by_role("button").press("Space")
    assert [_shown(opened)[at] for at in (0, 3)] == ["deep-net-shift", "net-old"]  # without a rank: last, either way
    _heading(opened, "note").get_by_role("button").dblclick()
    assert _shown(opened)[0] == "net-old"  # the longest note: texts are sorted too


def test_words_and_components_leave_the_rows_that_have_them(opened):
    everything = _shown(opened)
    told = opened.page.get_by_role("search").get_by_role("status")
    opened.page.get_by_label("Find").fill("DIGITS net")
    assert _shown(opened) == ["digits-net"]
    assert told.inner_text() == "1 of 5 rows"
    assert not _photos(opened).is_visible()
    opened.page.get_by_label("Find").fill("nobody calls it so")
    assert (_shown(opened), told.inner_text()) == ([], "0 of 5 rows")
    opened.page.get_by_label("Find").fill("")
    assert (_shown(opened), told.inner_text()) == (everything, "5 rows")
    for choice in opened.page.locator(".filters select").all():
        name = choice.locator("option").nth(1).inner_text()
        choice.select_option(name)
        assert 0 < len(_shown(opened)) <= 5
        choice.select_option("")


def test_what_is_sorted_stays_sorted_when_it_is_filtered(opened):
    _heading(opened, "test accuracy").get_by_role("button").click()
    opened.page.get_by_label("Find").fill("photos")
    assert _shown(opened) == ["deep-net-shift", "net-old", "net-none", "net-shift"]


def test_accuracies_and_their_intervals_are_drawn_on_one_axis(opened):
    drawn = opened.ask("""[...document.querySelector(".ranking").querySelectorAll("tr[data-key]")].map((row) => {
      const box = (part) => row.querySelector(`.drawn ${part}`).getBoundingClientRect();
      const middle = ({ x, width }) => x + width / 2;
      const accuracy = Number(row.querySelector(".test-accuracy").dataset.number);
      return [accuracy, middle(box("circle")), middle(box(".interval")), box(".interval").width];
    })""")
    accuracies, means, intervals, widths = zip(*sorted(drawn), strict=True)
    assert len(drawn) == 4
    assert list(means) == sorted(means)
    slopes = [(means[at] - means[0]) / (accuracies[at] - accuracies[0]) for at in (1, 2, 3)]
    assert max(slopes) - min(slopes) < 0.02 * max(slopes)
    assert max(abs(mean - middle) for mean, middle in zip(means, intervals, strict=True)) < 1
    assert min(widths) > 5


def test_on_a_phone_an_accuracy_without_an_interval_ends_its_line_too(opened):
    opened.page.set_viewport_size({"width": 360, "height": 800})
    lower = """(row) => {
      const [accuracy, augmenter] = [row.querySelector(".test-accuracy"), row.querySelector(".augmenter")];
      accuracy.innerHTML = "<b>45.60%</b>";
      augmenter.innerHTML = "none";
      return augmenter.getBoundingClientRect().top > accuracy.getBoundingClientRect().top + 10;
    }"""
    assert _photos(opened).locator("tr[data-key]").first.evaluate(lower)


def test_two_ticks_lead_to_the_comparison(opened):
    boxes = _photos(opened).get_by_role("checkbox")
    compare = opened.page.locator(".ticked").get_by_role("link", name="Compare")
    boxes.nth(0).check()
    assert not compare.is_visible()
    boxes.nth(2).press("Space")
    assert compare.get_attribute("href") == "compare.html#net-shift,deep-net-shift"
    boxes.nth(3).check()
    assert not compare.is_visible()
    boxes.nth(3).uncheck()
    compare.click()
    opened.page.wait_for_url("**/compare.html#net-shift,deep-net-shift")
    assert opened.page.locator("#compared").is_visible()


def test_a_cost_is_drawn_and_a_point_leads_to_its_experiment(opened):
    opened.page.locator(".pareto summary").first.click()
    for theme in ("light", "dark"):
        opened.page.emulate_media(color_scheme=theme)
        assert opened.coloured("accent")[0] > 20, theme
    opened.page.get_by_label("Cost").first.select_option(index=1)
    row, said = opened.page.locator(".costs tbody tr").first, opened.page.locator(".said").first
    over = opened.page.locator(".pareto .u-over").first
    over.scroll_into_view_if_needed()
    box = over.bounding_box()
    best = box["y"] + box["height"] * 0.097  # the highest point: the axis leaves as much above it
    for x in range(int(box["x"]), int(box["x"] + box["width"]), 8):
        opened.page.mouse.move(x, best)
        if said.is_visible():
            break
    assert row.locator("td").first.inner_text() in said.inner_text()
    leads = row.get_by_role("link").get_attribute("href")
    opened.page.mouse.down()
    opened.page.mouse.up()
    opened.page.wait_for_url(f"**/{leads}")


FRONT = """(accuracies) => {
  const place = document.querySelector(".pareto .chart");
  place.closest("details").open = true;
  const point = { width: 0, front: true, name: "", said: "", href: "" };
  zoo.scatter(place, accuracies.map((y, at) => ({ ...point, x: 10 ** at, y })), ["", ""]);
  const drawn = [...place.querySelectorAll("canvas")].at(-1);
  const [red, , blue] = zoo.colour("accent").match(/[0-9a-f]{2}/g).map((two) => parseInt(two, 16));
  return new Promise(requestAnimationFrame).then(() => {
    const { data } = drawn.getContext("2d").getImageData(0, 0, drawn.width, drawn.height);
    const rows = [...Array(drawn.height).keys()];
    const is = (x, y) => data[4 * (y * drawn.width + x)] === red && data[4 * (y * drawn.width + x) + 2] === blue;
    const among = (columns) => rows.filter((y) => columns.some((x) => is(x, y)));
    const [line] = among([Math.round(drawn.width * 0.6)]);
    const all = among([...Array(drawn.width).keys()]);
    return (line - all[0]) / (all.at(-1) - all[0]);
  });
}"""
"""Draws a front of two points; returns how far down from the higher to the lower one its line is between them."""


@pytest.mark.parametrize("accuracies", [(80, 90), (90, 80)])
def test_between_two_points_of_the_front_the_worse_is_the_best_that_there_is(opened, accuracies):
    assert opened.ask(FRONT, accuracies) > 0.9
