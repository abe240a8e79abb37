"""A leaderboard as JSON, and back: an export is rendered again without a store."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from zoo.errors import UsageError, clean
from zoo.leaderboard.board import Board
from zoo.leaderboard.rows import Entry, Row

FORMAT = 1
"""The version of the export's form."""


def to_json(board: Board[Row]) -> str:
    """Returns a board as JSON: all that every other format shows, and each row's runs."""
    document = {"leaderboard": FORMAT, "hidden": board.hidden, "rows": [asdict(row) for row in board.rows]}
    return clean(json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False), "json")


def read(path: Path) -> list[Row]:
    """Reads the rows of an export.

    Raises:
        UsageError: the file cannot be read, is no export, or is one of a later zoo.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"), parse_constant=_not_known)
        if document["leaderboard"] > FORMAT:
            raise _refusal(path, f"Its form is {document['leaderboard']}, and this zoo knows {FORMAT}.")
        return [_row(record) for record in document["rows"]]
    except OSError as error:
        raise _refusal(path, f"{error.strerror}.") from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise _refusal(path, f"{type(error).__name__}: {error}.") from error


def _row(record: Mapping[str, Any]) -> Row:
    """Rebuilds a row. What a later zoo may have added is left out; what an earlier one did not have is not known."""
    known = {field.name: record[field.name] for field in fields(Row) if field.name in record}
    lists = {name: tuple(known.get(name, ())) for name in ("stale", "missing")}
    runs = tuple(Entry(**{f.name: run[f.name] for f in fields(Entry) if f.name in run}) for run in record["runs"])
    return Row(**{**known, **lists, "runs": runs})


def _not_known(_constant: str) -> None:
    """Stands for NaN and infinities, which other programs write into JSON: they would rank above every number."""


def _refusal(path: Path, cause: str) -> UsageError:
    hint = "zoo leaderboard --format json > leaderboard.json"
    return UsageError(f"{str(path)!r} cannot be read as a leaderboard.", cause=cause, hint=hint)
