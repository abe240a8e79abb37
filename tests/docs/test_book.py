"""The book builds without a warning, network or TensorFlow; each part links to its pages, and links lead somewhere."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import zoo
from zoo import testing
from zoo.cli import program
from zoo.cli.program import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("tutorial", "how-to", "reference", "explanation")

BUILD = """
import socket, sys

class Forbid:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("tensorflow", "keras"):
            raise SystemExit(f"imported {name}")

def connect(self, address):
    raise SystemExit(f"connected to {address}")

sys.meta_path.insert(0, Forbid())
socket.socket.connect = connect
from sphinx.cmd.build import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the built book."""
    folder = tmp_path_factory.mktemp("book")
    words = ("--fail-on-warning", "--keep-going", "--quiet", "-d", folder / "cache", ROOT / "docs", folder / "html")
    command = [sys.executable, "-c", BUILD, *map(str, words)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "html"


def article(page: Path) -> str:
    """What a page itself says: no sidebar."""
    return page.read_text(encoding="utf-8").partition("<article")[2].partition("</article>")[0]


@pytest.mark.parametrize("part", PARTS)
def test_every_page_is_linked_from_the_first_page_of_its_part(book: Path, part: str) -> None:
    pages = {page.relative_to(book / part).as_posix() for page in (book / part).rglob("*.html")} - {"index.html"}
    named = set(re.findall(r'href="([^"#]+)"', article(book / part / "index.html")))
    assert pages - named == set()


def test_the_first_page_names_the_parts(book: Path) -> None:
    assert {f"{part}/index.html" for part in PARTS} <= set(re.findall(r'href="([^"#]+)"', article(book / "index.html")))


@pytest.mark.parametrize("part", PARTS)
def test_a_page_has_one_title(book: Path, part: str) -> None:
    titles = {page.name: article(page).count("<h1>") for page in (book / part).glob("*.html")}
    assert {name: number for name, number in titles.items() if number != 1} == {}


def test_links_lead_to_pages_and_headings(book: Path) -> None:
    pages = {page: page.read_text(encoding="utf-8") for page in book.rglob("*.html")}
    named = {page: set(re.findall(r'\bid="([^"]+)"', text)) for page, text in pages.items()}
    assert len(pages) > 20
    for page, text in pages.items():
        for target, anchor in re.findall(r'<a [^>]*href="([^":#?]*)#?([^":]*)"', text):
            there = (page.parent / target).resolve() if target else page
            assert there.exists(), f"{page}: {target}"
            assert not anchor or anchor in named.get(there, anchor), f"{page}: {target}#{anchor}"


def test_the_reference_has_every_command_with_its_examples_as_they_are_typed(book: Path) -> None:
    page = article(book / "reference" / "commands.html")
    assert [name for name in COMMANDS if f"<h2>zoo {name}<" not in page] == []
    assert "zoo run --suite SUITE --seeds 1 --epochs 2" in re.sub(r"<[^>]+>", "", page)


def test_the_reference_has_every_component_preset_and_suite(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert program.run(["list", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert len(listed) > 40
    for each in listed:
        if each["provider"] == "keras-zoo":
            assert f"<h2>{each['name']}<" in article(book / "reference" / f"{each['kind']}s.html"), each


def test_the_reference_has_every_public_name_once(book: Path) -> None:
    pages = [article(page) for page in (book / "reference").glob("*.html")]
    listed = [name for page in pages for name in re.findall(r'<dt [^>]*id="zoo\.(?:testing\.)?(\w+)"', page)]
    assert sorted(listed) == sorted([*zoo.__all__, *testing.__all__])


def test_a_property_is_described_in_whole_sentences(book: Path) -> None:
    assert not re.search(r"<dt [^>]*>Type<", article(book / "reference" / "python.html"))  # what stood behind a colon


def test_an_argument_keeps_its_underscore(book: Path) -> None:
    assert "<strong>from_</strong>" in article(book / "reference" / "python.html")
