"""The pages of components: what one is, what it takes, the rows that were made with it; and the page of all."""

from __future__ import annotations

import dataclasses

from tests.site import made
from tests.site.pages.test_experiment import Tables
from zoo.site.render import Renderer


def drawn(tmp_path, **described) -> str:
    """Returns the HTML of a component's page, of whose description some is replaced."""
    site = made.site(tmp_path)
    page = next(each for each in site.components if each.key == "model-net").make()
    page = dataclasses.replace(page, described={**page.described, **described})
    return str(Renderer(site).page(page)["components/model-net.html"])


def test_a_page_says_what_the_terminal_says(tmp_path):
    html = drawn(tmp_path)
    assert Tables(html).found["Parameters"][0] == ["Parameter", "Default", "Expected", "Unit", "Meaning"]
    assert Tables(html).found["Parameters"][1] == ["width", "8", "int, >= 1", "neurons", "of the hidden layer"]
    for words in ("a small net", "From keras-zoo 0.1.0", "Channels: 3.", "zoo run -m net", "<code>wide-net</code>"):
        assert words in html


def test_addresses_of_the_web_are_links(tmp_path):
    assert 'Origin: <a href="https://example.org/paper"' in drawn(tmp_path)
    assert 'href="javascript' not in drawn(tmp_path, needs=["Origin: javascript:alert(1)"])


def test_a_parameter_without_a_default_is_required(tmp_path):
    parameter = {"name": "path", "required": True, "value": "(required)", "expected": "folder", "unit": "", "help": ""}
    assert Tables(drawn(tmp_path, parameters=[parameter])).found["Parameters"][1][:2] == ["path", "required"]


def test_columns_that_would_be_empty_are_left_out(tmp_path):
    parameter = {"name": "epochs", "required": False, "value": "3", "expected": "int, >= 1", "unit": "", "help": ""}
    assert Tables(drawn(tmp_path, parameters=[parameter])).found["Parameters"] == [
        ["Parameter", "Default", "Expected"],
        ["epochs", "3", "int, >= 1"],
    ]


def test_a_component_without_parameters_says_so(tmp_path):
    assert "It takes no parameters." in drawn(tmp_path, parameters=[])


def test_its_rows_lead_to_their_experiments(tmp_path):
    html = drawn(tmp_path)
    found = Tables(html).found["Its rows of the leaderboard"][1]
    assert found[:5] == ["net:width=16 · shift-flip · quick", "photos", "1-2", "93.00 ± 1.20%", "3"]
    assert 'href="../experiments/net-shift.html"' in html


def test_rows_that_differ_in_a_setting_alone_are_told_apart(tmp_path):
    site = made.site(tmp_path)
    lines = [("photos", line) for line in site.leaderboard.tables[0].lines]
    page = dataclasses.replace(site.components[0].make(), lines=lines)
    heads, *rows = Tables(str(Renderer(site).page(page)[f"components/{page.key}.html"])).found[
        "Its rows of the leaderboard"
    ]
    assert [row[heads.index("Images")] for row in rows] == ["all", "all", "all", "100"]


def test_all_components_are_listed_by_kind(tmp_path):
    html = Renderer(made.site(tmp_path)).index()["components/index.html"]
    places = [
        html.index(f">{word}<") for word in ("Datasets", "photos", "Models", "net", "Augmenters", "shift", "Probes")
    ]
    assert places == sorted(places)
    assert 'href="model-net.html"' in html
