"""Answers of probes in the folder of a run: whole, one for each question, and what is damaged was never given."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from zoo.errors import StoreError
from zoo.store import answers


def answer(question: str = "sway", **changed: Any) -> dict[str, Any]:
    told: dict[str, Any] = {"probe": "sway", "question": question, "code": "c0de", "measured": "2026-01-01T00:00:00Z"}
    return {**told, "seconds": 1.5, "numbers": {"radius": 2.0}, "shown": [], "pictures": [], **changed}


def draw(text: bytes) -> answers.Draw:
    return lambda stream: stream.write(text)


def test_an_answer_is_read_as_it_was_given(tmp_path: Path) -> None:
    answers.write(tmp_path, answer(pictures=["map.png"]), {"map.png": draw(b"a map")})
    found = answers.read(tmp_path, "sway", "sway")
    assert found == answer(pictures=["map.png"])
    assert [path.read_bytes() for path in answers.pictures(tmp_path, found)] == [b"a map"]


def test_each_question_has_its_answer(tmp_path: Path) -> None:
    for reach in (3, 5):
        answers.write(tmp_path, answer(f"sway:reach={reach}", numbers={"radius": float(reach)}), {})
    answers.write(tmp_path, answer(), {})
    assert [each["question"] for each in answers.every(tmp_path)] == ["sway", "sway:reach=3", "sway:reach=5"]
    found = answers.read(tmp_path, "sway", "sway:reach=5")
    assert found is not None
    assert found["numbers"] == {"radius": 5.0}


def test_an_answer_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    answers.write(tmp_path, answer(pictures=["old.png"]), {"old.png": draw(b"old")})
    answers.write(tmp_path, answer(pictures=["new.png"]), {"new.png": draw(b"new")})
    assert [path.name for path in (tmp_path / "probes" / "sway").iterdir()] == ["new.png"]


def test_where_a_picture_cannot_be_drawn_there_is_no_answer(tmp_path: Path) -> None:
    def fail(stream: Any) -> None:
        raise ValueError("no ink")

    answers.write(tmp_path, answer(pictures=["map.png"]), {"map.png": draw(b"a map")})
    with pytest.raises(ValueError, match="no ink"):
        answers.write(tmp_path, answer(pictures=["map.png"]), {"map.png": fail})
    assert answers.every(tmp_path) == []


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"probe": 1}', "\x00"])
def test_what_is_damaged_was_never_answered(tmp_path: Path, content: str) -> None:
    answers.write(tmp_path, answer(), {})
    (tmp_path / "probes" / "sway.json").write_text(content)
    assert answers.read(tmp_path, "sway", "sway") is None
    assert answers.every(tmp_path) == []


TABLE = {"title": "", "columns": ["a"], "rows": [[1]]}


@pytest.mark.parametrize(
    "changed",
    [
        {"numbers": {"radius": "2"}},
        {"numbers": {"radius": []}},
        {"shown": [1]},
        *(
            {"shown": [{**TABLE, **wrong}]}
            for wrong in ({"title": 1}, {"columns": "a"}, {"rows": [[1, 2]]}, {"rows": [1]})
        ),
        {"notes": 1.5},
        {"notes": [None]},
        {"pictures": [["map.png"]]},
    ],
    ids=str,
)
def test_what_is_no_answer_was_never_given(tmp_path: Path, changed: dict[str, Any]) -> None:
    answers.write(tmp_path, answer(numbers={"radius": None}, shown=["a", TABLE], notes=["b"]), {})
    assert answers.every(tmp_path)
    (tmp_path / "probes" / "sway.json").write_text(json.dumps(answer(**changed)))
    assert answers.every(tmp_path) == []


def test_a_run_that_was_removed_gets_no_folder_again(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="is not there"):
        answers.write(tmp_path / "gone", answer(), {})
    assert not (tmp_path / "gone").exists()


UP = "../../.."


@pytest.mark.parametrize("changed", [{"pictures": [f"{UP}/secret.png"]}, {"probe": UP, "question": UP}, {"link": True}])
def test_a_file_that_is_not_in_the_run_is_no_picture_of_it(tmp_path: Path, changed: dict[str, Any]) -> None:
    run = tmp_path / "runs" / "aaaaaaaaaaaa.1"
    (run / "probes" / "sway").mkdir(parents=True)
    for path in (tmp_path / "secret.png", tmp_path / "runs" / "secret.png", tmp_path.parent / "secret.png"):
        path.write_bytes(b"a secret")
    if changed.pop("link", False):
        (run / "probes" / "sway" / "secret.png").symlink_to(tmp_path / "secret.png")
    assert answers.pictures(run, answer(**{"pictures": ["secret.png"], **changed})) == []
