"""The table of verdicts on a suite: its columns, and what stands below it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from zoo.ranking.tables.figures import percent, points
from zoo.ranking.tables.table import Column
from zoo.ranking.verification.trials import Judged


def columns(rows: Sequence[Judged]) -> list[Column]:
    """Returns the columns, of pairs of a number and a row."""
    numbers = sources(rows)
    return [
        Column("#", lambda pair: str(pair[0]), right=True),
        Column("experiment", lambda pair: _experiment(pair[1])),
        Column("epochs", lambda pair: _epochs(pair[1]), right=True),
        Column("published", lambda pair: _published(pair[1], numbers), right=True),
        Column("ours", lambda pair: percent(pair[1].accuracy, pair[1].half_width), right=True),
        Column("seeds", lambda pair: str(len(pair[1].seeds)), right=True),
        Column("verdict", lambda pair: pair[1].verdict or "-"),
    ]


def notes(suite: str, rows: Sequence[Judged]) -> list[str]:
    """Returns what has to be said below the table, and where each expectation is from."""
    said = [INTERVAL] if any(row.half_width is not None for row in rows) else []
    if any(row.pooled for row in rows):
        said.append(POOLED)
    if any(row.accuracy is not None and row.half_width is None for row in rows):
        said.append(f"{UNKNOWN} Try: zoo verify {suite} --seeds 3")
    if allowed := _by_row(row.within and points(row.within) for row in rows):
        each = "; ".join(f"{within} in {places}" for within, places in allowed.items())
        said.append(f"reproduced: no farther from what is published than the suite allows ({each}).")
    if any(row.cut for row in rows):
        said.append(CUT)
    for number, source in enumerate(sources(rows), 1):
        notes = _by_row(row.note if row.source == source else "" for row in rows)
        told = "; ".join(f"{places}: {note}" for note, places in notes.items())
        said.append(f"[{number}] {source}{f' ({told})' if told else ''}")
    return said


INTERVAL = "±: half the width of the 95% interval for a new seed and a new test image alike."
POOLED = "Of rows with one seed, the part of the seed in it is taken from the rows with several."
UNKNOWN = "No ±: how far another training would be off is not known, and the verdict is on these trainings alone."
CUT = "N of M epochs: trained for fewer than what it stands beside, so it need not come out the same."


def sources(rows: Sequence[Judged]) -> list[str]:
    """Returns where the expectations are from, each once."""
    return list(dict.fromkeys(row.source for row in rows if row.source))


def _by_row(said: Iterable[Any]) -> dict[str, str]:
    """Returns each text that is said of rows, with their numbers: `row 1`, `rows 3 and 4`."""
    found: dict[str, list[str]] = {}
    for number, text in enumerate(said, 1):
        if text:
            found.setdefault(text, []).append(str(number))
    return {text: f"row{'s' * (len(rows) > 1)} {_listed(rows)}" for text, rows in found.items()}


def _listed(numbers: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(numbers[:-1]), numbers[-1]]))


def _experiment(row: Judged) -> str:
    return row.name if row.limit is None else f"{row.name}, {row.limit:,} images"


def _epochs(row: Judged) -> str:
    return f"{row.epochs} of {row.whole}" if row.cut else str(row.epochs)


def _published(row: Judged, numbers: Sequence[str]) -> str:
    if not row.source:
        return "-"
    said = percent(row.published) if row.published is not None else f"{row.relation} row {row.than}"
    return f"{said} [{numbers.index(row.source) + 1}]"
