"""`zoo.runs`: the runs that are recorded, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from zoo.api.recorded import RunSequence
from zoo.plugin.components import PARTS
from zoo.ranking.tables import html, styles, table
from zoo.ranking.tables.figures import age, percent
from zoo.ranking.tables.table import Column, Columns

if TYPE_CHECKING:
    from zoo.experiments.registry import Registry
    from zoo.store import RunRecord

STATUSES = ("running", "done", "failed", "interrupted", "diverged")
SORTS = {
    "age": None,
    "accuracy": "test_accuracy",
    "loss": "test_loss",
    "time": "train_seconds",
    "parameters": "parameters",
    "speed": "images_per_second",
    "memory": "peak_memory_mb",
}
"""By what runs are sorted: the keys of metrics, the better ones first."""

STATUS = Column("status", fixed=True, style=lambda row: styles.status(row[1]))
COLUMNS: Columns = (Column("run", fixed=True), STATUS, "experiment",
           *(Column(title, right=True) for title in ("seed", "accuracy", "age")))  # fmt: skip
HELP = "zoo runs --help"


def runs(
    *,
    status: str | None = None,
    dataset: str | None = None,
    model: str | None = None,
    aug: str | None = None,
    recipe: str | None = None,
    last: int | None = None,
    sort: str = "age",
    registry: Registry | None = None,
) -> Runs:
    """Returns the runs that are recorded, as `zoo runs` lists them.

    Args:
        status: only those in this state: running, done, failed, interrupted or diverged.
        dataset, model, aug, recipe: only those of this component: a name or an expression; several between commas.
        last: only the newest ones, so many.
        sort: what comes first: age, accuracy, loss, time, parameters, speed or memory.
        registry: the components; by default all that are installed.

    Raises:
        UsageError: a name, a parameter, a status or an order that there is not.
        StoreError: the store cannot be read.
    """
    from zoo.api.installed import counted, one_of
    from zoo.api.installed import registry as installed
    from zoo.ranking.selection import select
    from zoo.store import Store

    one_of("sort", sort, SORTS, HELP)
    counted("last", last, HELP)
    if status is not None:
        one_of("status", status, STATUSES, HELP)
    store = Store.open(create=False)
    known = installed(registry)
    every = store.runs()
    filters = {"dataset": dataset, "model": model, "augmenter": aug, "recipe": recipe}
    chosen = [run for run in filter(select(known, filters, every), every) if status in (None, run.status)]
    return Runs(_sorted(chosen[:last], sort), known, of=len(every), where=store.where)


class Runs(RunSequence):
    """Some runs; in a notebook, a table.

    Args:
        of: how many there are; `where`: in which store.
    """

    def __init__(self, records: Sequence[RunRecord], registry: Registry, *, of: int, where: str) -> None:
        super().__init__(records)
        self._registry, self.of, self.where = registry, of, where

    def __repr__(self) -> str:
        return table.text(*self.table, 100) if self else f"none of the {self.of} runs in {self.where}"

    def _repr_html_(self) -> str:
        return html.table(*self.table) if self else html.notes([repr(self)])

    def to_dicts(self) -> list[dict[str, Any]]:
        """Returns what `zoo runs --json` prints."""
        return [run.to_dict() for run in self]

    @property
    def table(self) -> tuple[list[list[str]], Columns]:
        """Rows and columns."""
        return [self._cells(run.record) for run in self], COLUMNS

    def _cells(self, run: RunRecord) -> list[str]:
        made_of = [self._registry.label(kind, getattr(run, kind)) for kind in PARTS]
        if run.limit is not None:
            made_of.append(f"{run.limit:,} images")
        return [run.name, run.status, ", ".join(made_of), str(run.seed), percent(run.test_accuracy), age(run.started)]


def _sorted(runs: list[RunRecord], sort: str) -> list[RunRecord]:
    """Returns the runs, the best first, and after them, newest first, those that nobody knows it of."""
    from zoo.store import METRICS

    if (key := SORTS[sort]) is None:
        return runs
    sign = -1 if METRICS[key].better == "higher" else 1
    return sorted(runs, key=lambda run: (key not in run.metrics, sign * run.metrics.get(key, 0)))
