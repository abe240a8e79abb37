"""Where the leaderboard has a run: its row, and how many that is compared with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from zoo import paths
from zoo.ranking import groups, ranking
from zoo.ranking.board import arrange

if TYPE_CHECKING:
    from zoo.experiments.registry import Registry
    from zoo.ranking.board import Board
    from zoo.ranking.rows import Row
    from zoo.store import RunRecord, Store


@dataclass(frozen=True)
class Standing:
    """Where the leaderboard has the run.

    Args:
        board: its row alone, with what its dataset's accuracies are to be read against.
        among: how many rows of that dataset are compared.
    """

    board: Board[Row]
    among: int

    @property
    def row(self) -> Row:
        """Its row."""
        return self.board.rows[0]

    def to_dict(self) -> dict[str, Any]:
        """Returns it as JSON has it."""
        row, names = self.row, [each.name for each in self.row.runs]
        measured = {"ranks": row.ranks, "accuracy": row.accuracy, "half_width": row.half_width}
        return {**measured, "among": self.among, "seeds": row.seeds, "runs": names}


def standing(run: RunRecord, store: Store, registry: Registry) -> Standing | None:
    """Returns it; None where a newer run of the same seed is counted in its place."""
    rows, complete = groups.recorded(store, registry)
    same = [row for row in rows if row.limit == run.limit and (row.dataset == run.dataset or run.name in row.names)]
    if not any(run.name in row.names for row in same):
        return None
    rank = ranking.by_predictions(store.correct, paths.run_folder)
    board = arrange(same, limited=True, limit=run.limit, rank=rank)
    among = sum(row.ranks is not None for row in board.rows)
    alone = replace(board, rows=tuple(row for row in board.rows if run.name in row.names), cut=0, hidden=0)
    return Standing(complete(alone), among)
