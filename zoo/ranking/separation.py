"""How many more seeds would tell the first two rows of a dataset apart, and the command that trains them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from zoo.experiments.experiment import command_line
from zoo.ranking.board import Board
from zoo.ranking.ranking import FirstTwo
from zoo.ranking.rows import Row
from zoo.ranking.tables.sheet import Note

FIRST = 3
"""How many seeds are proposed where nothing is known of how much they matter."""


def separation(board: Board[Row]) -> Iterator[Note]:
    """Yields, of each dataset whose first two rows are shown and not told apart, what would tell, and the command."""
    by_run = {row.names[0]: row for row in board.rows if row.names}
    for ranking in board.rankings:
        if (two := ranking.first_two) and two.more_seeds != 0 and set(two.runs) <= by_run.keys():
            yield _told([by_run[run] for run in two.runs], two)


def _told(rows: Sequence[Row], two: FirstTwo) -> Note:
    dataset = rows[0].label("dataset")
    if two.known and two.more_seeds is None:
        return Note(f"{dataset}: more seeds would not tell the first two rows apart; more test images might.")
    more = two.more_seeds or max(1, FIRST - len(two.seeds))
    count = f"{more:,} more seed{'s' if more > 1 else ''}"
    if two.known:
        said = f"{dataset}: about {count} of each of the first two rows would tell them apart."
    else:
        said = f"{dataset}: how much seeds matter is not known, so that no order is claimed; {count} would show it."
    commands = [] if any(row.missing for row in rows) else _commands(rows, _seeds(two.seeds, more))
    return Note(said, tuple(zip(("Try", "and"), commands, strict=False)))


def _seeds(shared: Sequence[int], more: int) -> list[int]:
    """Returns the seeds that two rows share, and the first others."""
    others = (seed for seed in itertools.count() if seed not in shared)
    return sorted([*shared, *itertools.islice(others, more)])


def _commands(rows: Sequence[Row], seeds: Sequence[int]) -> list[str]:
    """Returns the command that trains seeds of both rows, or a command of each where they differ in too much."""
    one, other = rows
    differing = [kind for kind, value in one.expressions.items() if value != other.expressions[kind]]
    if one.validation != other.validation or len(differing) > 1:
        return [command_line(r.expressions, seeds=seeds, validation=r.validation, limit=r.limit) for r in rows]
    both = {kind: ",".join(dict.fromkeys(row.expressions[kind] for row in rows)) for kind in one.expressions}
    return [command_line(both, seeds=seeds, validation=one.validation, limit=one.limit)]
