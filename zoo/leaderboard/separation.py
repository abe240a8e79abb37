"""How many more seeds would tell the first two rows of a dataset apart, and the commands that train them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from zoo.experiments.experiment import command_line
from zoo.leaderboard.board import Board
from zoo.leaderboard.ranking import FirstTwo
from zoo.leaderboard.rows import Row

if TYPE_CHECKING:
    Told = tuple[str, tuple[tuple[str, str], ...]]

FIRST = 3
"""How many seeds are proposed where nothing is known of how much they matter."""


def separation(board: Board[Row]) -> Iterator[Told]:
    """Yields, of each dataset whose first two rows are shown and not told apart, what would tell, and commands."""
    by_run = {row.names[0]: row for row in board.rows if row.names}
    for ranking in board.rankings:
        if (two := ranking.first_two) and two.more_seeds != 0 and set(two.runs) <= by_run.keys():
            yield _told([by_run[run] for run in two.runs], two)


def _told(rows: Sequence[Row], two: FirstTwo) -> Told:
    dataset = rows[0].label("dataset")
    if two.known and two.more_seeds is None:
        return f"{dataset}: more seeds would not tell the first two rows apart; more test images might.", ()
    more = two.more_seeds or max(1, FIRST - len(two.seeds))
    count = f"{more:,} more seed{'s' if more > 1 else ''}"
    if two.known:
        said = f"{dataset}: about {count} of each of the first two rows would tell them apart."
    else:
        said = f"{dataset}: how much seeds matter is not known, so that no order is claimed; {count} would show it."
    return said, _commands(rows, _seeds(two.seeds, more))


def _seeds(shared: Sequence[int], more: int) -> list[int]:
    """Returns the seeds that two rows share, and the first others."""
    others = (seed for seed in itertools.count() if seed not in shared)
    return sorted([*shared, *itertools.islice(others, more)])


def _commands(rows: Sequence[Row], seeds: Sequence[int]) -> tuple[tuple[str, str], ...]:
    """Returns the command that trains seeds of both rows, or where they differ in too much a command of each."""
    if any(row.missing for row in rows):
        return ()
    one, other = rows
    differing = [kind for kind, value in one.expressions.items() if value != other.expressions[kind]]
    if one.validation != other.validation or len(differing) > 1:
        each = [command_line(r.expressions, seeds=seeds, validation=r.validation, limit=r.limit) for r in rows]
        return tuple(zip(("Try", "and"), each, strict=True))
    both = {kind: ",".join(dict.fromkeys(row.expressions[kind] for row in rows)) for kind in one.expressions}
    return (("Try", command_line(both, seeds=seeds, validation=one.validation, limit=one.limit)),)
