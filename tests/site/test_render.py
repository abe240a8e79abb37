"""The pages of a made site: which files there are, what every page has, and that no name is markup."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.site import made
from zoo.site.content import LeaderboardPage, Site
from zoo.site.drawing import POLICY
from zoo.site.render import Renderer


class Page(HTMLParser):
    """The elements of a page, each with its attributes, and the text between them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def values(self, name: str) -> list[str]:
        return [value for _, attributes in self.elements if (value := attributes.get(name)) is not None]


def drawn(site: Site, live: bool = False) -> dict[str, str | bytes | Path]:
    """Returns all files of a site."""
    renderer = Renderer(site, live)
    pages = [site.leaderboard, *(pending.make() for pending in (*site.experiments, *site.components))]
    files = [renderer.page(page) for page in pages]
    return {path: content for each in (*files, renderer.index(), renderer.assets()) for path, content in each.items()}


def pages(files: dict[str, str | bytes | Path]) -> dict[str, str]:
    return {path: str(content) for path, content in files.items() if path.endswith(".html")}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str | bytes | Path]:
    return drawn(made.site(tmp_path_factory.mktemp("site")))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str | bytes | Path]:
    return drawn(made.hostile(tmp_path_factory.mktemp("hostile")))


def test_every_page_of_the_site_is_there(whole: dict[str, str | bytes | Path]) -> None:
    assert {"index.html", "leaderboard.json", "components/index.html", "components/model-net.html"} <= whole.keys()
    assert {"experiments/net-shift.html", "assets/site.css", "assets/page.js", "assets/uplot.min.js"} <= whole.keys()


def test_every_page_has_the_policy_first_and_one_heading(whole: dict[str, str | bytes | Path]) -> None:
    for html in pages(whole).values():
        page = Page(html)
        metas = [attributes for tag, attributes in page.elements if tag == "meta" and "charset" not in attributes]
        assert metas[0] == {"http-equiv": "Content-Security-Policy", "content": POLICY}
        assert [tag for tag, _ in page.elements].count("h1") == 1


def test_a_page_that_is_served_may_ask_whether_it_has_changed(tmp_path: Path) -> None:
    html = str(drawn(made.site(tmp_path), live=True)["index.html"])
    assert f"{POLICY}; connect-src 'self'" in Page(html).values("content")
    assert "assets/live.js" in Page(html).values("src")


def test_links_lead_to_files_of_the_site(whole: dict[str, str | bytes | Path]) -> None:
    for path, html in pages(whole).items():
        for link in (*Page(html).values("href"), *Page(html).values("src")):
            if not link.startswith(("data:", "https://", "#")):
                target = (Path("/") / path).parent / link.partition("#")[0]
                assert str(target.resolve().relative_to("/")) in whole, (path, link)


def test_hostile_names_are_texts(hostile: dict[str, str | bytes | Path]) -> None:
    for path, html in pages(hostile).items():
        html.encode()
        page = Page(html)
        allowed = {"script", "link", "meta", "input", "svg"}
        for tag, attributes in page.elements:
            assert not any(name.startswith("on") or name in ("style", "srcdoc") for name in attributes), path
            assert tag not in ("iframe", "object", "embed", "base", "form", "style", "template", "plaintext"), path
            assert tag not in allowed or attributes, path
        assert all(re.fullmatch(r"(\.\./)?[a-z0-9./-]+\.(js|png)", each) for each in page.values("src")), path
        for link in page.values("href"):
            assert ":" not in link.partition("#")[0] or link.startswith(("https://", "http://", "data:,")), (path, link)


def test_files_have_names_that_every_server_and_system_takes(hostile: dict[str, str | bytes | Path]) -> None:
    assert all((path.isascii() and path == path.lower()) or path.endswith("LICENSE") for path in hostile)


@pytest.mark.parametrize("shown", [True, False])
def test_the_legend_has_the_references_where_they_are_drawn(tmp_path: Path, shown: bool) -> None:
    full = made.site(tmp_path)
    table = full.leaderboard.tables[0]
    assert table.ranking is not None
    accuracy = table.lines[0].row.accuracy if shown else 0.0
    references = tuple(replace(each, accuracy=accuracy) for each in table.ranking.references)
    tables = [replace(table, ranking=replace(table.ranking, references=references))]
    html = str(drawn(replace(full, leaderboard=replace(full.leaderboard, tables=tables)))["index.html"])
    legend = html.partition('<p class="legend">')[2].partition("</p>")[0]
    assert ("chance, majority" in legend, "of other rows" in legend) == (shown, True)


def test_a_site_without_results_says_so_and_has_every_link(tmp_path: Path) -> None:
    page = LeaderboardPage(tables=[], remarks=["No results yet. Try: zoo run"])
    files = drawn(Site(title="Empty", source="a store: 0 runs", leaderboard=page))
    first = Page(str(files["index.html"]))
    assert any("No results yet." in text for text in first.texts)
    assert not any(tag in ("table", "select") for tag, _ in first.elements)
    assert (
        {"components/index.html", "leaderboard.json", "assets/site.css"}
        <= {*first.values("href")}
        <= {*files, "#main", "data:,", "compare.html", "index.html"}
    )
