"""The comparison of two rows in a browser: chosen by the address or by hand, and nothing else that an address says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.site import made
from zoo.site.write import write

A, B = "net-shift", "deep-net-shift"


@pytest.fixture
def compare(site, visit):
    return lambda fragment: visit(f"{site.as_uri()}/compare.html#{fragment}")


def _verdict(opened) -> str:
    return opened.page.locator(".verdict").inner_text()


def _cells(opened, table: str) -> dict[str, list[str]]:
    rows = opened.page.locator(f"{table} tbody tr").all()
    return {row.locator("th").inner_text(): row.locator("td").all_inner_texts() for row in rows}


def test_two_rows_stand_beside_each_other(compare):
    opened = compare(f"{A},{B}")
    opened.page.locator("#compared").wait_for()
    assert _cells(opened, "#cells")["test accuracy"] == ["93.00 ± 1.20%", "71.00 ± 1.20%"]
    assert _cells(opened, "#seeds")["1"] == ["93.10%", "71.10%", "+22.00"]
    assert opened.page.locator("#difference svg").is_visible()


@pytest.mark.parametrize(
    ("fragment", "verdict"),
    [
        (f"{A},{B}", "A is better: A − B = +2.00 ± 2.00 points of test accuracy, for new seeds and new test images"),
        (f"{B},{A}", "B is better: A − B = −2.00 ± 2.00 points"),
        (f"{A},net-none", "The ranks do not tell these two apart: A − B = +1.00 ± 2.00 points of test accuracy."),
        (f"{A},net-old", "No difference is claimed, for these two are not compared image by image. A: "),
        (f"{A},digits-net", "These two were tested on different datasets, so no difference is claimed."),
    ],
)
def test_what_is_claimed_is_what_the_ranks_claim(compare, fragment, verdict):
    opened = compare(fragment)
    opened.page.locator("#compared").wait_for()
    assert _verdict(opened).startswith(verdict)
    assert opened.page.locator("#difference svg").count() == ("±" in verdict)


def test_rows_of_an_export_have_ranks_and_no_difference(tmp_path, visit):
    full = made.site(tmp_path)
    tables = [replace(table, differences={}) for table in full.leaderboard.tables]
    exported = replace(full, leaderboard=replace(full.leaderboard, tables=tables))
    index = write(exported, tmp_path / "site").index
    opened = visit(f"{index.with_name('compare.html').as_uri()}#{A},{B}")
    opened.page.locator("#compared").wait_for()
    assert _verdict(opened).startswith("Their ranks are ")


def test_seeds_of_a_stale_row_may_have_been_tested_on_other_images(compare):
    opened = compare(f"{A},net-old")
    opened.page.locator("#compared").wait_for()
    assert _cells(opened, "#seeds")["1"] == ["93.10%", "85.10%", "-"]


def test_curves_of_both_are_on_one_axis_in_both_themes(compare):
    opened = compare(f"{A},{B}")
    for theme in ("light", "dark"):
        opened.page.emulate_media(color_scheme=theme)
        for line in ("series-1", "series-2"):
            drawn = opened.coloured(line)
            assert len(drawn) == 2
            assert min(drawn) > 20, (theme, line)


def test_a_difference_turns_with_its_sides(compare):
    opened, turned = compare(f"{A},{B}"), compare(f"{B},{A}")
    first, second = (each.page.locator("#difference circle").get_attribute("cx") for each in (opened, turned))
    assert float(first) - 290 == 290 - float(second) != 0


def test_another_row_is_chosen_by_hand_and_stands_in_the_address(compare):
    opened = compare(f"{A},{B}")
    opened.page.get_by_role("combobox", name="B").select_option("net-none")
    opened.page.wait_for_url(f"**/compare.html#{A},net-none")
    opened.page.wait_for_function("document.querySelector('#cells td:nth-child(3)')")
    assert opened.page.get_by_role("combobox", name="A").input_value() == A
    opened.page.go_back()
    opened.page.wait_for_function(f"document.querySelector('#b').value === '{B}'")


@pytest.mark.parametrize(
    "fragment",
    [
        "",
        A,
        f"{A},{A}",
        f"{A},nobody",
        f"{A},__proto__",
        f"{A},constructor",
        "../index,..%2fx",
        f"{A},<img src=x onerror=alert(1)>",
    ],
)
def test_an_address_that_names_no_two_rows_asks_for_them(compare, fragment):
    opened = compare(fragment)
    assert not opened.page.locator("#compared").is_visible()
    assert _verdict(opened) in ("Choose two rows.", "A and B are the same row.")
    assert opened.page.locator("img").count() == 0
