"""The verdicts on a suite as text: tables for a terminal, Markdown, CSV or JSON; and JSON read again."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from zoo.errors import UsageError, clean
from zoo.ranking.export import why
from zoo.ranking.tables import table as tables
from zoo.ranking.verification.trials import Judged
from zoo.ranking.verification.verdict_table import columns, notes

FORMAT = 1
"""The version of the JSON's form."""


@dataclass(frozen=True)
class Verification:
    """A suite's name, and the verdicts on what it trains."""

    suite: str
    rows: Sequence[Judged]

    @property
    def reproduced(self) -> bool:
        """Whether all that is expected is reproduced, or better."""
        return all(row.reproduced is not False for row in self.rows)


def table(found: Verification, width: int, heading: Callable[[str], str] = str) -> list[str]:
    """Returns the pieces of a text: the table, folded to `width` columns, and the notes."""
    body = tables.text(_numbered(found.rows), columns(found.rows), width)
    said = "\n".join(_folded(note, width) for note in notes(found.suite, found.rows))
    return [heading(found.suite), "\n\n", body, "\n\n", said]


def markdown(found: Verification) -> str:
    """Returns the table and the notes."""
    body = tables.markdown(_numbered(found.rows), columns(found.rows))
    return "\n\n".join([body, *(clean(note, "markdown") for note in notes(found.suite, found.rows))])


def comma_separated(found: Verification) -> str:
    """Returns a line per row: accuracies as fractions of 1, nothing where nothing is known."""
    rows = [{**asdict(row), "seeds": len(row.seeds), "runs": " ".join(row.runs)} for row in found.rows]
    titles = list(rows[0])
    return tables.comma_separated([[row[title] for title in titles] for row in rows], titles)


def to_json(found: Verification) -> str:
    """Returns all that every other format shows, and the names of the runs."""
    document = {"verification": FORMAT, "suite": found.suite, "reproduced": found.reproduced}
    whole = {**document, "rows": [asdict(row) for row in found.rows]}
    return clean(json.dumps(whole, indent=2, ensure_ascii=False, allow_nan=False), "json")


FORMATS: dict[str, Callable[[Verification], str]] = {"markdown": markdown, "csv": comma_separated, "json": to_json}


def read(path: Path) -> Verification:
    """Reads what `to_json` gave. What a later zoo added to its rows is left out.

    Raises:
        UsageError: the file cannot be read, is no verification, or is one of a later zoo.
    """
    from pydantic import TypeAdapter

    hint = "zoo verify SUITE --format json > verification.json"
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if document["verification"] > FORMAT:
            raise ValueError(f"Its form is {document['verification']}, and this zoo knows {FORMAT}")
        rows = TypeAdapter(list[Judged]).validate_python(document["rows"])
        return Verification(str(document["suite"]), rows)
    except (OSError, ValueError, TypeError, KeyError, RecursionError) as error:
        raise UsageError(f"{str(path)!r} cannot be read as a verification.", cause=why(error), hint=hint) from error


def _numbered(rows: Sequence[Judged]) -> list[tuple[int, Judged]]:
    return list(enumerate(rows, 1))


def _folded(note: str, width: int) -> str:
    """Returns a note in lines of `width`; a command stays whole, to be copied, and so does an address."""
    import textwrap

    text, found, command = note.partition(" Try: ")
    lines = textwrap.fill(text, width, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
    return f"{lines}\n {found}{command}" if found else lines
