"""Two hundred hostile names in every text, in a browser: whatever they are, they are read, and nothing of them acts."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from tests.site import made
from tests.site.hostile import NAMES
from zoo.site.write import write

SKELETON = """(root) => [...root.querySelectorAll("*")].map((element) =>
  [element.localName, ...[...element.attributes].map(({ name }) => name).sort()].join(" "))"""
PARSED = f"""(text) => ({SKELETON})(new DOMParser().parseFromString(text, "text/html"))"""
TOUCHED = """async () => {
  for (const details of document.querySelectorAll("details")) details.open = true;
  for (const element of document.querySelectorAll("main *")) {
    element.focus();
    element.dispatchEvent(new MouseEvent("mouseover", { bubbles: true }));
  }
  const empty = ".chart:not(:has(canvas)), .verdict:empty";
  const waits = () => [...document.querySelectorAll(empty)].some((element) => element.checkVisibility());
  do await new Promise(requestAnimationFrame); while (waits());
  return skeleton(document);
}""".replace("skeleton", f"({SKELETON})")
"""Opens, focuses and points at everything; returns what is there once all is drawn."""
PLAIN = re.compile(r"bad-\d+\.html")
FOLDED_OR_LINKED = {"wbr", "span class", "a href rel"}
"""What a name may be beside text: it folds at its joints, parameters are set apart, an address of the web is a link."""

VISITED = {
    "index.html": ["index.html"],
    "components/index.html": ["components/index.html"],
    "compare.html#bad-0,bad-1": [f"compare.html#bad-{at},bad-{at + 1}" for at in range(0, 200, 50)],
    "experiments/bad-0.html": [f"experiments/bad-{at}.html" for at in range(0, 200, 25)],
    "components/model-bad-0.html": [f"components/model-bad-{at}.html" for at in range(0, 200, 100)],
}
"""By a page with harmless names, pages with hostile ones that have no more elements than it, once scripts have run."""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    return write(made.hostile(folder), folder / "site").folder


@pytest.fixture(scope="module")
def harmless(tmp_path_factory):
    """The same site with names that are letters and digits."""
    folder = tmp_path_factory.mktemp("harmless")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(made, "NAMES", [f"name{at}" for at in range(len(NAMES))])
        return write(made.hostile(folder), folder / "site").folder


def test_no_name_makes_an_element_or_an_attribute(hostile, harmless, visit):
    parse = visit(f"{harmless.as_uri()}/compare.html").ask
    alike = dict[str, Counter]()
    pages = [path.relative_to(hostile) for path in sorted(hostile.rglob("*.html"))]
    assert len(pages) == 403
    for page in pages:
        plain = PLAIN.sub("bad-0.html", str(page))
        if plain not in alike:
            alike[plain] = Counter(parse(PARSED, (harmless / plain).read_text()))
        ours = Counter(parse(PARSED, (hostile / page).read_text()))
        assert set(ours - alike[plain]) <= FOLDED_OR_LINKED, page


@pytest.mark.parametrize("kind", VISITED)
def test_nothing_acts_that_is_read_pointed_at_or_opened(hostile, harmless, visit, kind):
    opened = visit(f"{harmless.as_uri()}/{kind}")
    expected = Counter(opened.ask(TOUCHED))
    for place in VISITED[kind]:
        opened.page.goto("about:blank")  # else a comparison would follow another in one document
        opened.page.goto(f"{hostile.as_uri()}/{place}")
        assert set(Counter(opened.ask(TOUCHED)) - expected) <= FOLDED_OR_LINKED, place
        links = opened.ask("[...document.links].map((link) => link.href)")
        assert all(link.startswith((hostile.as_uri(), "https://", "http://")) for link in links), place


def test_a_hostile_name_is_found_as_it_is_written(hostile, visit):
    opened = visit(f"{hostile.as_uri()}/index.html")
    opened.page.get_by_label("Find").fill(NAMES[0])
    shown = "[...document.querySelectorAll('.ranking tr[data-key]:not([hidden])')].map((row) => row.dataset.key)"
    assert "bad-0" in opened.ask(shown)
    assert len(opened.ask(shown)) < 20


def test_the_longest_names_do_not_widen_the_page_of_a_phone(hostile, visit):
    longest = sorted(range(len(NAMES)), key=lambda at: len(NAMES[at]))[-5:]
    opened = visit(f"{hostile.as_uri()}/index.html")
    opened.page.set_viewport_size({"width": 360, "height": 800})
    pages = [f"{kind}-{at}.html" for kind in ("experiments/bad", "components/model-bad") for at in longest]
    compared = f"compare.html#bad-{longest[-1]},bad-{longest[-2]}"
    for place in ("index.html", "components/index.html", compared, *pages):
        opened.page.goto(f"{hostile.as_uri()}/{place}")
        assert opened.ask("document.documentElement.scrollWidth") == 360, place
