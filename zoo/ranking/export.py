"""A leaderboard as JSON, and back: an export is rendered again without a store."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import NamedTuple

from zoo.errors import UsageError, clean
from zoo.ranking.board import Board
from zoo.ranking.comparable import GONE
from zoo.ranking.ranking import Ranking
from zoo.ranking.rows import Row

FORMAT = 2
"""The version of the export's form. In form 1 there were ranks by the mean alone, and intervals over seeds alone."""


class Export(NamedTuple):
    """What an export holds."""

    rows: list[Row]
    rankings: list[Ranking]


def to_json(board: Board[Row]) -> str:
    """Returns a board as JSON: all that every other format shows, and each row's runs."""
    from zoo.store.records import finite  # an export is read without a store

    rows, rankings = ([finite(asdict(each)) for each in several] for several in (board.rows, board.rankings))
    document = {"leaderboard": FORMAT, "hidden": board.hidden, "rankings": rankings, "rows": rows}
    return clean(json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False), "json")


def read(path: Path) -> Export:
    """Reads an export. What a later zoo added to them is left out.

    Raises:
        UsageError: the file cannot be read, is no export, or is one of a later zoo.
    """
    from pydantic import TypeAdapter, ValidationError

    try:
        document = json.loads(path.read_text(encoding="utf-8"), parse_constant=_not_known)
        if document["leaderboard"] > FORMAT:
            raise _refusal(path, f"Its form is {document['leaderboard']}, and this zoo knows {FORMAT}.")
        rows = TypeAdapter(list[Row]).validate_python(document["rows"])
        if document["leaderboard"] == 1:
            rows = [_of_form_1(row) for row in rows]
        rankings = TypeAdapter(list[Ranking]).validate_python(document.get("rankings", []))
        return Export([replace(row, seeds=tuple(run.seed for run in row.runs)) for row in rows], rankings)
    except OSError as error:
        raise _refusal(path, why(error)) from error
    except ValidationError as error:
        wrong = error.errors()[0]
        place = ".".join(map(str, ("rows", *wrong["loc"])))
        raise _refusal(path, f"{place}: {wrong['msg']}, and not {wrong['input']!r:.60}.") from error
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise _refusal(path, why(error)) from error


def why(error: Exception) -> str:
    """Returns why a file that was exported cannot be read, in words."""
    match error:
        case OSError():
            return f"{error.strerror or error}."
        case KeyError():
            return f"It has no {error}."
        case json.JSONDecodeError() | UnicodeDecodeError() | RecursionError():
            return f"It is not JSON: {error}."
        case ValueError():
            return f"{' '.join(str(error).split())}."
        case _:
            return "It is JSON, and no export."


def _of_form_1(row: Row) -> Row:
    """Returns a row of an export of form 1, which knows nothing of predictions."""
    ranked = not row.stale and bool(row.runs)
    return replace(row, half_width=None, seed_half_width=row.half_width, unranked=GONE if ranked else "")


def _not_known(_constant: str) -> None:
    """Stands for NaN and infinities, which other programs write into JSON: they would rank above every number."""


def _refusal(path: Path, cause: str) -> UsageError:
    hint = "zoo leaderboard --format json > leaderboard.json"
    return UsageError(f"{str(path)!r} cannot be read as a leaderboard.", cause=cause, hint=hint)
