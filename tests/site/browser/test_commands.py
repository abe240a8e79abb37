"""The command that the comparison shows, run: it compares the two rows that the page does."""

from __future__ import annotations

import json
import shlex
from dataclasses import replace
from functools import partial

import pytest

from tests.ranking import fakes, tested
from tests.site import made
from zoo.cli import context, program
from zoo.site.gather import stored
from zoo.site.write import write
from zoo.store import Store

DEFAULTS = {"dataset": "dots", "model": "net", "augmenter": "none", "limit": None}
ROWS: dict[str, dict[str, object]] = {
    "plain": {},
    "moved": {"augmenter": "move"},
    "moved far": {"augmenter": "move:by=9"},
    "chain": {"augmenter": "move+turn", "model": "deep-net:width=4"},
    "few images": {"limit": 20},
    "few images, moved": {"limit": 20, "augmenter": "move"},
    "elsewhere": {"dataset": "lines"},
}


@pytest.fixture
def command(tmp_path, visit, monkeypatch):
    """Records all rows; returns a function that gives the command that the page shows for two of them."""
    monkeypatch.setattr(context, "registry", lambda **_: fakes.registry())
    names = {tuple(tested.row(0.3 + at / 10, 2, **ROWS[name])): name for at, name in enumerate(ROWS)}
    site = stored(Store.open(create=False), fakes.registry())
    lines = [line for table in site.leaderboard.tables for line in table.lines]
    keys = {names[line.row.names]: line.key for line in lines}
    picture = tmp_path / "diagram.png"
    picture.write_bytes(made.png(128))
    pages = [made.pending(line.key, partial(made.experiment, line, picture)) for line in lines]
    written = write(replace(site, experiments=pages, components=()), tmp_path / "site")

    def shown(one: str, other: str) -> list[str]:
        page = visit(f"{written.folder.as_uri()}/compare.html#{keys[one]},{keys[other]}").page
        page.locator("#compared").wait_for()
        return shlex.split(page.locator("#typed code").text_content())

    return shown


PAIRS = [("plain", "moved"), ("moved far", "moved"), ("chain", "plain"), ("few images", "few images, moved")]


def test_the_command_compares_the_same_rows(command, capsys):
    for one, other in PAIRS:
        _, *words = command(one, other)
        assert program.run([*words, "--json"]) == 0, words
        told = json.loads(capsys.readouterr().out)
        expected = [{**DEFAULTS, **ROWS[name]} for name in (one, other)]
        assert [{name: told[side][name] for name in DEFAULTS} for side in ("a", "b")] == expected
        assert told["comparison"]


def test_what_no_command_compares_shows_none(command):
    assert command("plain", "few images") == command("plain", "elsewhere") == []
