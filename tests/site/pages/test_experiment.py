"""The page of an experiment: its sections, its tables, its pictures, and where it leads."""

from __future__ import annotations

import dataclasses
import re
from html.parser import HTMLParser

import pytest

from tests.site import made
from zoo.site.content import ExperimentPage
from zoo.site.render import Renderer


class Tables(HTMLParser):
    """The tables of a page by their captions: rows of the texts in their cells."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: dict[str, list[list[str]]] = {}
        self._cells: list[list[str]] = []
        self._text = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self._text = "" if tag in ("caption", "th", "td") else self._text
        self._cells += [[]] if tag == "tr" else []

    def handle_data(self, data):
        self._text += data

    def handle_endtag(self, tag):
        if tag == "caption":
            self._cells = self.found[self._text] = []
        if tag in ("th", "td"):
            self._cells[-1].append(self._text)


@pytest.fixture
def site(tmp_path):
    return made.site(tmp_path)


@pytest.fixture
def page(site):
    return site.experiments[0].make()


def drawn(site, page: ExperimentPage, **others) -> str:
    """Returns the HTML of a page, some of which is replaced."""
    return str(Renderer(site).page(dataclasses.replace(page, **others))["experiments/net-shift.html"])


def test_a_page_comes_with_its_data_and_its_pictures(site, page):
    files = Renderer(site).page(page)
    assert [path.removeprefix("experiments/net-shift") for path in files] == [
        *(".html", ".json", ".js", "/mistake-1.png", "/mistake-2.png", "/mistake-3.png"),
        *("/probe-1-1.png", "/probe-2-1.png"),
    ]
    assert files["experiments/net-shift/mistake-1.png"] == page.mistakes[0].image
    assert files["experiments/net-shift/probe-1-1.png"] == page.probes[0].pictures[0]


def test_it_lists_the_sections_that_it_has(site, page):
    def listed(html: str) -> list[str]:
        return re.findall(r'href="#(\w+)">', html.split('"On this page"')[1].split("</nav>")[0])

    sections = ["curves", "runs", "confusion", "mistakes", "probes", "configuration", "provenance", "repeat"]
    assert listed(drawn(site, page)) == sections
    bare = drawn(site, page, curves=(), confusion=None, mistakes=(), probes=(), provenance={})
    assert listed(bare) == re.findall(r'<h2 id="(\w+)">', bare) == ["runs", "configuration", "repeat"]
    assert "uplot" not in bare


def test_figures_are_written_as_in_the_terminal(site, page):
    assert "<dd>93.00 ± 1.20%</dd>" in drawn(site, page)
    assert "<dd>1-2 of 3</dd>" in drawn(site, page)
    assert "<dt>Validation</dt><dd>0.1</dd>" in drawn(site, page)


def test_what_is_not_current_or_missing_is_said_before_the_figures_are_believed(site):
    old = next(each for each in site.experiments if each.key == "net-old").make()
    html = str(Renderer(site).page(old)["experiments/net-old.html"])
    for words in (
        "Stale: the code of model net changed.",
        "Not installed any more: augmenter twist.",
        "1 more, failed",
    ):
        assert words in html
    assert "its files are gone" in html


def test_curves_stand_in_tables_too(site, page):
    tables = Tables(drawn(site, page)).found
    assert tables["After the last epoch"][2] == ["0", "0.3000", "-", "90.00%", "-"]
    assert tables["Seed 1"][2:] == [
        ["1", "1.0000", "1.0000", "50.00%", "50.00%"],
        ["2", "0.6000", "0.6000", "70.00%", "70.00%"],
        ["3", "0.4000", "0.4000", "80.00%", "80.00%"],
        ["4", "0.3100", "-", "89.00%", "-"],
    ]


def test_without_a_validation_there_are_no_columns_of_it(site, page):
    nothing = [None] * made.EPOCHS
    curves = [dataclasses.replace(curve, val_loss=nothing, val_accuracy=nothing) for curve in page.curves]
    html = drawn(site, page, curves=curves)
    assert Tables(html).found["Seed 0"][1:3] == [["training", "training"], ["1", "1.0000", "50.00%"]]
    assert "No images were kept for validation." in html


def test_accuracies_with_tta_have_a_column_where_there_are_any(site, page):
    assert "With TTA" in Tables(drawn(site, page)).found["One per seed"][0]
    without = [dataclasses.replace(run, tta_accuracy=None) for run in page.runs]
    assert Tables(drawn(site, page, runs=without)).found["One per seed"][1] == [
        *("net-shift.0", "0", "done", "90.00%", "4", "1m 00s", "2026-11-26 10:01"),
    ]


def test_what_was_measured_stands_side_by_side(site, page):
    runs = [page.runs[0], dataclasses.replace(page.runs[1], result={"NLL": "0.6"}), page.runs[2]]
    assert Tables(drawn(site, page, runs=runs)).found["In each seed"] == [
        ["Number", "Seed 0", "Seed 1"],
        ["test accuracy", "90.00%", "-"],
        ["NLL", "0.5087", "0.6"],
    ]


def test_a_run_without_a_result_says_why(site, page):
    html = drawn(site, page)
    for word in ("The loss is NaN.", "In epoch 2.", "zoo logs RUN", "zoo run --seed 2"):
        assert word in html


def test_the_confusion_matrix_is_a_table(site, page):
    tables = Tables(drawn(site, page)).found
    matrix = [
        ["true class", "cat", "dog", "ship"],
        ["cat", "9", "1", ""],
        ["dog", "2", "8", ""],
        ["ship", "", "", "10"],
    ]
    assert tables["How often each class was taken for each"] == matrix
    assert tables["Most frequent errors"][1] == ["dog", "cat", "2", "20.00%"]


def test_what_a_probe_found_in_each_seed_stands_side_by_side(site, page):
    other = dataclasses.replace(page.probes[1], numbers=[("ECE", "3.4%")])
    tables = Tables(drawn(site, page, probes=[page.probes[0], other])).found
    assert tables["Numbers of calibration:bins=2"] == [
        ["Number", "Seed 0", "Seed 1"],
        ["ECE", "2.1%", "3.4%"],
        ["images", "1,000", "-"],
    ]
    assert tables["Bins"] == [["sure", "right"], ["0.9", "0.8"], ["0.5", "-"]]


def test_components_lead_to_their_pages_where_they_have_one(site, page):
    table = drawn(site, page).split("Components and their parameters")[1].split("</table>")[0]
    assert re.findall(r'href="\.\./components/([\w-]+)\.html"', table) == [
        *("dataset-photos", "model-net", "augmenter-shift", "augmenter-flip", "recipe-quick"),
    ]
    gone = dataclasses.replace(site, titles={key: each for key, each in site.titles.items() if key != "model-net"})
    assert "model-net.html" not in drawn(gone, page)
