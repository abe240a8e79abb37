"""What the page of two rows reads."""

from __future__ import annotations

import json
import shlex
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.site import made
from zoo.site import comparison
from zoo.site.ranked import shown
from zoo.site.render import Renderer


def document(*lines: made.Line) -> dict[str, Any]:
    return comparison.document(shown([made.table("photos", lines)]))


def test_a_row_has_the_cells_of_its_table() -> None:
    found = document(made.line("a", 0.9, (1, 2)), made.line("b", 0.8, (2, 2)))
    assert found["rows"]["a"]["dataset"] == "photos"
    assert found["rows"]["a"]["cells"].items() >= {"#": "1-2", "test accuracy": "90.00 ± 1.20%", "seeds": "3"}.items()


def test_each_two_rows_that_are_compared_have_their_difference() -> None:
    found = document(made.line("a", 0.9, (1, 2)), made.line("b", 0.8, (2, 2)), made.line("stale", 0.7, None))
    assert found["differences"] == {"a": {"b": {"difference": 0.01, "half_width": 0.02, "proven": False}}}


def test_a_stale_row_is_not_one_that_a_command_compares() -> None:
    found = document(made.line("a", 0.9, (1, 2)), made.line("stale", 0.7, None))
    assert (found["rows"]["a"]["current"], found["rows"]["stale"]["current"]) == (True, False)
    assert found["rows"]["a"]["like"] == ["photos", None, "0.1"]


def test_what_is_typed_is_one_word_to_a_shell() -> None:
    line = made.line("a", 0.9, (1, 2))
    spaced = replace(line, row=replace(line.row, dataset="image-folder:path=/my photos/$x"))
    typed = document(spaced)["rows"]["a"]["typed"]
    assert shlex.split(typed["dataset"]) == ["image-folder:path=/my photos/$x"]
    unseen = replace(line, row=replace(line.row, model="net:path=\x1b[31m"))
    assert document(unseen)["rows"]["a"]["typed"] is None


def test_the_script_has_the_document(tmp_path: Path) -> None:
    site = made.site(tmp_path)
    files = Renderer(site).page(site.leaderboard)
    text = str(files["differences.json"])
    assert json.loads(text) == comparison.document(shown(site.leaderboard.tables))
    assert files["differences.js"] == f'zooData("differences", {text.strip()});\n'
