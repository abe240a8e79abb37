"""Which view of the rows `zoo leaderboard` is asked for, what does not go together, and the sheet of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from zoo.errors import UsageError

if TYPE_CHECKING:
    from zoo.leaderboard.board import Board
    from zoo.leaderboard.rows import Row
    from zoo.leaderboard.tables.sheet import Sheet
    from zoo.store import Metric

COSTS = {
    "parameters": "parameters",
    "time": "train_seconds",
    "flops": "flops",
    "images-per-second": "images_per_second",
}
"""What `--pareto` sets against the accuracy: by what is typed, the metric."""

KINDS = ("model", "augmenter", "recipe")


@dataclass(frozen=True)
class View:
    """What is asked for, as it was typed; None is not asked for.

    Args:
        sort: by what rows are sorted, which says nothing where lines are no rows.
        output: where the picture of the front goes.
        interval: for what intervals account.
    """

    pivot: bool = False
    by: str | None = None
    pareto: str | None = None
    columns: str | None = None
    sort: str = "accuracy"
    output: str | None = None
    effects: bool = False
    interval: str = "both"

    @property
    def of_rows(self) -> bool:
        """Whether its lines are rows, and not made of several."""
        return not (self.pivot or self.by or self.effects)

    def picture(self) -> Path | None:
        """Returns where the picture goes.

        Raises:
            UsageError: options that do not go together, or no picture has such an extension.
            StoreError: there is no such folder, or it cannot be written.
        """
        self._check()
        if self.output is None:
            return None
        from zoo.cli.preview.picture_file import destination

        return destination(self.output, f"zoo leaderboard --pareto {self.pareto}", str(self.pareto), command="front")

    def _check(self) -> None:
        views = {"--pivot": self.pivot, "--by": self.by, "--effects": self.effects, "--pareto": self.pareto}
        asked = [name for name, there in views.items() if there]
        if len(asked) > 1 and asked != ["--pivot", "--by"]:
            raise _not_together(f"{asked[0]} and {asked[1]} are two views.", "A table is one of them.")
        if self.pivot and self.columns:
            raise _not_together("--columns has no place in --pivot.", "Its columns are datasets.")
        if self.effects and self.columns:
            raise _not_together("--columns has no place in --effects.", "They are of the accuracy.")
        if self.effects and self.interval != "both":
            raise _not_together("--interval is not for --effects.", "Theirs account for seeds and images alike.")
        if not self.of_rows and self.sort != "accuracy":
            raise _not_together(f"--sort is not for {asked[0]}.", "Its lines are made of several rows.")
        if self.output is not None and not self.pareto:
            raise UsageError("-o is for a picture of --pareto.", cause="Of a table there is none.",
                             hint="zoo leaderboard --pareto parameters -o front.png")  # fmt: skip

    def metrics(self, known: Callable[[], Iterable[Metric]]) -> list[Metric]:
        """Returns the metrics that rows are to have: those of columns first, then the cost.

        Args:
            known: gives all that there are.

        Raises:
            UsageError: a column that is no metric.
        """
        from zoo.leaderboard.views import extra

        found = extra.find(self.columns, known()) if self.columns is not None else []
        return [*found, *([self.cost] if self.cost and self.cost not in found else [])]

    @property
    def cost(self) -> Metric | None:
        """What is set against the accuracy."""
        if not self.pareto:
            return None
        from zoo.store.metrics import METRICS  # an export is shown without a store

        return METRICS[COSTS[self.pareto]]

    def sheet(self, board: Board[Row], shown: Board[Row], metrics: Sequence[Metric], top: int | None) -> Sheet:
        """Returns the sheet.

        Args:
            board: all rows; `shown`: those of them that a table of rows shows.
            metrics: as `metrics` returns them.
            top: how many lines a table of anything else shows.
        """
        if self.pivot and self.by:
            from zoo.leaderboard.views import by_pivot

            return by_pivot.sheet(board, self.by, top)
        if self.pivot:
            from zoo.leaderboard.views import pivot

            return pivot.sheet(board, top)
        if self.by:
            from zoo.leaderboard.views import by

            return by.sheet(board, self.by, metrics, top)
        from zoo.leaderboard import render

        sheet = render.sheet(shown)
        if not metrics:
            return sheet
        from zoo.leaderboard.views import extra, pareto

        sheet = extra.added(sheet, metrics)
        return pareto.marked(sheet, shown, pareto.on_front(board, self.cost), self.cost) if self.cost else sheet


def _not_together(message: str, cause: str) -> UsageError:
    return UsageError(message, cause=cause, hint="zoo leaderboard --help")
