"""Which view of the rows a leaderboard is asked for, what does not go together, and the sheet of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

from zoo.errors import UsageError
from zoo.progress import tell
from zoo.ranking.board import SORTS, Interval
from zoo.ranking.views.common import COSTS, KINDS

if TYPE_CHECKING:
    from zoo.api.sources import Found
    from zoo.experiments.registry import Registry
    from zoo.ranking.board import Board
    from zoo.ranking.rows import Row
    from zoo.ranking.tables.sheet import Sheet
    from zoo.store import Metric

INTERVALS: tuple[Interval, ...] = get_args(Interval)


@dataclass(frozen=True)
class View:
    """What is asked for, as it was typed; None is not asked for.

    Args:
        sort: by what rows are sorted, which says nothing where lines are no rows.
        interval: for what intervals account.
    """

    pivot: bool = False
    by: str | None = None
    pareto: str | None = None
    columns: str | None = None
    sort: str = "accuracy"
    effects: bool = False
    interval: Interval = "both"

    @property
    def of_rows(self) -> bool:
        """Whether its lines are rows, and not made of several."""
        return not (self.pivot or self.by or self.effects)

    def check(self) -> None:
        """Raises `UsageError` for options that do not go together."""
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

    def metrics(self, known: Callable[[], Iterable[Metric]]) -> list[Metric]:
        """Returns the metrics that rows are to have: those of columns first, then the cost.

        Args:
            known: gives all that there are.

        Raises:
            UsageError: a column that is no metric.
        """
        from zoo.ranking.views import extra

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
            from zoo.ranking.views import by_pivot

            return by_pivot.sheet(board, self.by, top)
        if self.pivot:
            from zoo.ranking.views import pivot

            return pivot.sheet(board, top)
        if self.by:
            from zoo.ranking.views import by

            return by.sheet(board, self.by, metrics, top)
        from zoo.ranking import render

        sheet = render.sheet(shown)
        if not metrics:
            return sheet
        from zoo.ranking.views import extra, pareto

        sheet = extra.added(sheet, metrics)
        return pareto.marked(sheet, shown, pareto.on_front(board, self.cost), self.cost) if self.cost else sheet


def _not_together(message: str, cause: str) -> UsageError:
    return UsageError(message, cause=cause, hint="zoo leaderboard --help")


def check_words(**given: str | None) -> None:
    """Raises `UsageError` where an argument is not one of the words that it takes."""
    from zoo.api.installed import one_of

    for name, known in {"sort": SORTS, "by": KINDS, "pareto": COSTS, "interval": INTERVALS}.items():
        if (value := given[name]) is not None:
            one_of(name, value, known, "zoo leaderboard --help")


def effects(board: Board[Row], found: Found, registry: Registry | None, top: int | None) -> Sheet:
    """Returns the sheet of what each augmenter, model and recipe adds; the first `top` of each.

    Raises:
        UsageError: the rows are those of an export.
    """
    if found.correct is None or registry is None:
        cause = "An export does not have which test images each run gets right."
        raise UsageError("--effects cannot be read from a file.", cause=cause, hint="zoo leaderboard --effects")
    from zoo.api.progress.view import shown
    from zoo.ranking.views import effects, effects_sheet

    with shown():
        made = effects.recorded(board.rows, found.correct, registry)
    if board.rows and not made.effects:
        tell("Nothing was trained in the same combinations as anything else, with predictions kept.\nTry: zoo run")
    return effects_sheet.sheet(made, top)
