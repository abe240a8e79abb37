"""The verdicts as a table, in Markdown, CSV and JSON, and read again."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from zoo.errors import UsageError
from zoo.ranking.verification import verdict_table, verdicts
from zoo.ranking.verification.trials import Judged
from zoo.ranking.verification.verdicts import Verification

ROWS = [
    Judged(name="dots, net", epochs=3, whole=3, seeds=(0,), runs=("a.1",), accuracy=0.91, published=0.9, within=0.02,
           difference=0.01, verdict="reproduced", reproduced=True, source="https://a", note="table 2"),
    Judged(name="dots, deep", epochs=8, whole=50, limit=1000, seeds=(0, 1), runs=("b.1", "c.1"), accuracy=0.8,
           half_width=0.05, relation="below", than=1, verdict="not proven: 11.00 points below", reproduced=False,
           source="https://a"),
    Judged(name="dots, other", epochs=3, whole=3),
]  # fmt: skip
FOUND = Verification("tried", ROWS)


def test_a_table_and_its_notes() -> None:
    pieces = verdicts.table(FOUND, 120)
    lines = pieces[2].splitlines()
    assert lines[2].split() == ["1", "dots,", "net", "3", "90.00%", "[1]", "91.00%", "1", "reproduced"]
    assert "8 of 50  below row 1 [1]  80.00 ± 5.00%" in lines[3]
    assert "dots, deep, 1,000 images" in lines[3]
    assert lines[4].split() == ["3", "dots,", "other", "3", "-", "-", "0", "-"]
    notes = pieces[-1].splitlines()
    assert notes[0].startswith("±: half the width of the 95% interval")
    assert notes[2:4] == [
        "  Try: zoo verify tried --seeds 3",
        "reproduced: no farther from what is published than the suite allows (2.00 points in row 1).",
    ]
    assert notes[-2].startswith("N of M epochs")
    assert notes[-1] == "[1] https://a (row 1: table 2)"


def test_rows_of_which_the_same_is_said_are_named_together() -> None:
    rows = [Judged(name="a", epochs=1, whole=1, published=0.9, within=0.01, source="x", note=note) for note in "nnmn"]
    assert verdict_table.notes("tried", rows) == [
        "reproduced: no farther from what is published than the suite allows (1.00 points in rows 1, 2, 3 and 4).",
        "[1] x (rows 1, 2 and 4: n; row 3: m)",
    ]


def test_markdown_and_csv() -> None:
    assert "| dots, net" in verdicts.markdown(FOUND)
    assert r"\[1\] https://a (row 1: table 2)" in verdicts.markdown(FOUND)
    rows = list(csv.DictReader(verdicts.comma_separated(FOUND).splitlines()))
    assert (rows[1]["accuracy"], rows[1]["half_width"], rows[1]["runs"], rows[1]["reproduced"]) == (
        "0.8",
        "0.05",
        "b.1 c.1",
        "False",
    )


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "verification.json"
    file.write_text(verdicts.to_json(FOUND))
    assert json.loads(file.read_text())["reproduced"] is False
    assert verdicts.read(file) == FOUND


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("{", "It is not JSON: Expecting property name"),
        ("[]", "It is JSON, and no export."),
        ("{}", "It has no 'verification'."),
        ('{"verification": 9}', "Its form is 9, and this zoo knows 1"),
        ('{"verification": 1, "suite": "a", "rows": [{"name": 3}]}', "0.name Input should be a valid string"),
    ],
)
def test_what_cannot_be_read(text: str, cause: str, tmp_path: Path) -> None:
    file = tmp_path / "other.json"
    file.write_text(text)
    with pytest.raises(UsageError, match="cannot be read as a verification") as caught:
        verdicts.read(file)
    assert cause in str(caught.value.cause)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        verdicts.read(tmp_path / "none.json")
    assert caught.value.cause == "No such file or directory."


def test_hostile_names_are_shown_literally() -> None:
    found = Verification("tried", [Judged(name="<script>|\x1b[2J", epochs=1, whole=1, source="=cmd()")])
    assert "&lt;script&gt;\\|\\\\x1b\\[2J" in verdicts.markdown(found)
    assert "\x1b" not in verdicts.markdown(found) + verdicts.comma_separated(found) + verdicts.to_json(found)
