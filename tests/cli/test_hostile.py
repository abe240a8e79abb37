"""No command lets through what a value, a name or an error holds for the terminal."""

from __future__ import annotations

import json

import pytest

from tests.ranking import fakes, hostile
from zoo.cli import program
from zoo.plugin.expressions import Term

FORMATS = ("table", "markdown", "latex", "csv", "json")
VIEWS = ([], ["--pivot"], ["--by", "model"], ["--pivot", "--by", "model"], ["--pareto", "time"], ["--columns", "ECE"],
         ["--effects"])  # fmt: skip
VALUE = "\x1b]0;title\x07\x1b[31m\x9b\r\u202e|<b>\n"


@pytest.fixture
def recorded():
    """A run whose dataset has a value that is not meant for terminals."""
    return fakes.record(dataset=f"dots:path={VALUE}")


@pytest.mark.parametrize(
    "words",
    [
        ["runs"],
        ["leaderboard"],
        *(["leaderboard", *view, "--format", form] for view in VIEWS[:-1] for form in ("table", "csv")),
        ["show", "RUN"],
        ["show", "RUN", "--json"],
        ["leaderboard", "-d", f"dots:{VALUE}=1"],
        ["show", VALUE],
        ["rm", VALUE],
        [VALUE],
        ["runs", f"--{VALUE}"],
        ["--debug", "show", VALUE],
    ],
    ids=lambda words: ascii(" ".join(words))[:40],
)
def test_a_terminal_gets_no_orders(board_registry, recorded, capsys, words):
    program.run([recorded if word == "RUN" else word for word in words])
    out, err = capsys.readouterr()
    assert "title" in out + err
    assert "".join(letter for letter in out + err if not letter.isprintable()).strip("\n") == ""


@pytest.fixture
def many(board_registry):
    """Runs whose datasets and models have values of all kinds, crossed with two augmenters."""
    stored = [name for name in hostile.NAMES[:200:5] if name.isprintable() or name.isascii()]
    for place, name in enumerate(stored):
        value = str(Term("net", {"path": name}))
        fakes.record(group_id=f"g{place}", dataset=str(Term("dots", {"path": name})), model=value)
        for augmenter in ("none", "move")[: 1 + (place < 3)]:
            fakes.record(group_id=f"{augmenter}{place}", model=value, augmenter=augmenter, test_accuracy=place / 100)


READERS = {"csv": hostile.csv_rows, "json": json.loads, "latex": hostile.tex_rows, "markdown": hostile.markdown_rows}


@pytest.mark.parametrize("view", VIEWS, ids=" ".join)
def test_many_hostile_values(many, capsys, view):
    for form in FORMATS:
        assert program.run(["leaderboard", *view, "--top", "1000", "--format", form]) == 0
        out, err = capsys.readouterr()
        assert (out + err).replace("\n", "").isprintable()
        READERS.get(form, str)(out)


def test_json_says_what_was_recorded(board_registry, recorded, capsys):
    program.run(["runs", "--json"])
    assert json.loads(capsys.readouterr().out)[0]["dataset"] == f"dots:path={VALUE}"
