"""What probes found in a run, kept in its folder: `probes/NAME.json`, and pictures beside it in `probes/NAME/`.

A question with parameters of its own is kept under a name of its own, so that each is answered once.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any

from zoo.errors import StoreError
from zoo.files import atomic_path, atomic_write, writable

FOLDER = "probes"

KEYS = {"probe": str, "question": str, "code": str, "measured": str, "seconds": float, "numbers": dict, "shown": list}
"""What an answer says at least, and of which type."""

Answer = Mapping[str, Any]
Draw = Callable[[IO[bytes]], object]


def named(probe: str, question: str) -> str:
    """Returns what an answer is called: as its probe, and where it was asked with parameters, by their hash too."""
    if question == probe:
        return probe
    return f"{probe}-{hashlib.sha256(question.encode()).hexdigest()[:8]}"


def read(run: Path, probe: str, question: str) -> Answer | None:
    """Returns the answer to a question, None where there is none that can be read.

    Args:
        run: the run's folder.
        question: the shortest expression that means the probe and its parameters.
    """
    return _read(run / FOLDER / f"{named(probe, question)}.json")


def every(run: Path) -> list[Answer]:
    """Returns all answers of a run, by their questions."""
    found = [_read(path) for path in sorted((run / FOLDER).glob("*.json"))]
    return sorted((answer for answer in found if answer), key=lambda answer: answer["question"])


def pictures(run: Path, answer: Answer) -> list[Path]:
    """Returns the files of an answer's pictures that are there, in the run's folder: they may be published."""
    folder, own = _pictures(run, answer), run.resolve()
    there = (path for name in answer.get("pictures", ()) if (path := folder / name).is_file())
    return [path for path in there if path.resolve().is_relative_to(own)]


def write(run: Path, answer: Answer, drawn: Mapping[str, Draw]) -> None:
    """Writes an answer in place of an earlier one to the same question; what is read meanwhile is whole, or none.

    Raises:
        StoreError: the run's folder is gone, or cannot be written.
    """
    if not run.is_dir():
        raise StoreError(f"The folder {run} is not there.", cause="The run was removed meanwhile.", hint="zoo runs")
    folder = _pictures(run, answer)
    path = folder.with_suffix(".json")
    with writable(path):
        path.unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)
    for name, draw in drawn.items():
        with atomic_path(folder / name) as stream:
            draw(stream)
    atomic_write(path, json.dumps(answer, indent=2, allow_nan=False) + "\n")


def _pictures(run: Path, answer: Answer) -> Path:
    return run / FOLDER / named(answer["probe"], answer["question"])


def _read(path: Path) -> Answer | None:
    """Returns what a file says; what is damaged was never answered."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and _is_answer(found) else None


def _is_answer(found: Mapping[str, Any]) -> bool:
    return (
        all(isinstance(found.get(key), kind) for key, kind in KEYS.items())
        and all(value is None or isinstance(value, int | float) for value in found["numbers"].values())
        and all(isinstance(each, str) or _is_table(each) for each in found["shown"])
        and all(_are_texts(found.get(key, [])) for key in ("notes", "pictures"))
    )


def _is_table(found: Any) -> bool:
    """Whether it has a title, heads, and a cell for each of them in each row."""
    return (
        isinstance(found, dict)
        and isinstance(found.get("title"), str)
        and _are_texts(found.get("columns"))
        and isinstance(found.get("rows"), list)
        and all(isinstance(row, list) and len(row) == len(found["columns"]) for row in found["rows"])
    )


def _are_texts(found: Any) -> bool:
    return isinstance(found, list) and all(isinstance(each, str) for each in found)
