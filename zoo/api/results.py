"""What `zoo.run` returns: a run per experiment, and a table of them; as JSON, what `zoo run --json` prints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from zoo import paths
from zoo.api.progress.words import labels
from zoo.api.recorded import RunSequence
from zoo.errors import Failure, RunFailed
from zoo.ranking.columns import ranks
from zoo.ranking.inference import statistics
from zoo.ranking.tables import html, table
from zoo.ranking.tables.figures import percent
from zoo.ranking.tables.table import Columns

if TYPE_CHECKING:
    from zoo.execution.plan import Item
    from zoo.execution.requests import Outcome
    from zoo.experiments.experiment import Experiment
    from zoo.experiments.registry import Registry
    from zoo.ranking.rows import Summary
    from zoo.store import RunRecord

NUMBERS = ("test_accuracy", "test_loss", "tta_accuracy", "val_accuracy", "parameters", "epochs", "train_seconds",
           "images_per_second")  # fmt: skip

MOST_RANKED = 30_000
"""How many runs are ranked: a query of SQLite takes some 32,000 names."""

RANKS = "#: the ranks that a row may have among these, by chance of seeds and images."
INTERVAL = "±: half the width of the 95% interval, for other seeds and other test images."


class Results(RunSequence):
    """The runs of what was asked for, in its order: those that were trained, and those that were done before.

    In a notebook it is a table, a row per combination, seeds averaged; of a single run its curves too.
    """

    def __init__(self, outcome: Outcome, registry: Registry) -> None:
        self._items, self._records, self._registry = outcome.items, outcome.records, registry
        super().__init__(filter(None, map(self._record, outcome.items)))

    def __repr__(self) -> str:
        rows, titles = self.table
        return "\n".join([table.text(rows, titles, 100) if rows else "no experiments", *self.notes])

    def _repr_html_(self) -> str:
        picture = self[0]._repr_png_() if len(self) == 1 else None
        curves = html.picture(picture) if picture else ""
        return f"{html.table(*self.table)}{html.notes(self.notes)}{curves}"

    def to_dicts(self) -> list[dict[str, Any]]:
        """Returns what `zoo run --json` prints: a dictionary per experiment, with what it combines and what it gave."""
        return [self._result(item) for item in self._items]

    def check(self) -> None:
        """Raises `RunFailed` where runs failed or diverged, or were given up; the first one's error stands for all."""
        complain(list(self._records.values()), sum(item.trained for item in self._items))

    @cached_property
    def table(self) -> tuple[list[list[Any]], Columns]:
        """Rows and columns; of columns that say nothing there are none."""
        groups: dict[str, list[Item]] = {}
        for item in self._items:
            groups.setdefault(item.experiment.group_id, []).append(item)
        standing = self._standing()
        rows = [self._row(group, standing.get(name)) for name, group in groups.items()]
        titles = [title for title in rows[0] if any(row[title] is not None for row in rows)] if rows else []
        return [[row[title] or "-" for title in titles] for row in rows], titles

    @property
    def notes(self) -> list[str]:
        """What has to be said of the columns."""
        rows, titles = self.table
        sure = any("±" in cell for row in rows for cell in row)
        return [*([RANKS] if "#" in titles else []), *([INTERVAL] if sure else [])]

    def _standing(self) -> dict[str, Summary]:
        """Returns, by group, where each row stands among those of its dataset that were asked for; alone it has no
        rank. Of more runs than a query can name, nothing is said."""
        if len(self) > MOST_RANKED:
            return {}
        from zoo.ranking import groups, ranking
        from zoo.ranking.board import arrange
        from zoo.store import Store

        store = Store.open(create=False)
        rows, _ = groups.recorded(store, self._registry, names=[run.name for run in self])
        limits = {item.experiment.limit for item in self._items}
        board = arrange(
            [row for row in rows if not row.stale],
            limited=True,
            limit=limits.pop() if len(limits) == 1 else None,
            rank=ranking.by_predictions(store.correct, paths.run_folder),
        )
        among = Counter(row.dataset for row in board.rows)
        return {row.group_id: row if among[row.dataset] > 1 else replace(row, ranks=None) for row in board.rows}

    def _record(self, item: Item) -> RunRecord | None:
        return self._records.get(item.experiment.id, item.run)

    def _result(self, item: Item) -> dict[str, Any]:
        record, combined = self._record(item), identity(item.experiment)
        if record is None:
            return {**combined, "status": "to do"}
        return {
            **combined,
            "run": record.name,
            "status": record.status if item.trained else "stale" if item.status == "stale" else "skipped",
            **{name: getattr(record, name) for name in NUMBERS},
            "weights_sha256": (record.result or {}).get("weights_sha256"),
            "folder": str(paths.run_folder(record.name)),
            "error": record.error,
        }

    def _row(self, group: Sequence[Item], standing: Summary | None) -> dict[str, str | None]:
        """Returns the cells by their titles; where nothing was tested with augmentation, there is no such cell.

        Args:
            standing: the group's row as the leaderboard makes it of these runs, which says how sure its accuracy is
                where it counts all of them.
        """
        runs = [*map(self._record, group)]
        ended = [run for run in runs if run and run.status == "done"]
        done, augmented = [run.test_accuracy for run in ended], [run.tta_accuracy for run in ended]
        others = Counter(run.status if run else "not trained" for run in runs if run not in ended)
        seeds = f"{len(done)} of {len(group)}" if others and len(group) > 1 else f"{len(group)}"
        endings = ", ".join(f"{number} {status}" if len(group) > 1 else status for status, number in others.items())
        if standing and set(standing.seeds) != {run.seed for run in ended}:
            standing = None
        spread = standing.half_width if standing else None
        return {
            "#": ranks(standing) if standing and standing.ranks else None,
            **labels(group[0].experiment, self._registry),
            "test accuracy": percent(statistics.mean(done), spread) if done else endings,
            "with TTA": None if statistics.mean(augmented) is None else percent(statistics.mean(augmented)),
            "seeds": f"{seeds}: {endings}" if done and endings else seeds,
        }


def complain(records: Sequence[RunRecord], total: int) -> None:
    """Raises `RunFailed` where runs failed or diverged, or were given up; the first one's error stands for all.

    Args:
        records: what was trained.
        total: how many runs there were to be.
    """
    bad = [record for record in records if record.status in ("failed", "diverged")]
    bad = bad or [record for record in records if record.status == "interrupted"]
    if not bad:
        return
    numbers = Counter(record.status for record in bad)
    (first, number), *others = numbers.items()
    endings = [f"{number} of {total} run{'s' * (total != 1)} {first}", *(f"{n} {status}" for status, n in others)]
    untrained = total - sum(record.status != "interrupted" for record in records)
    stopped = f"{untrained} stopped or not begun: the same command goes on." if untrained else None
    error = Failure.from_dict(bad[0].error or {})
    raise RunFailed(
        f"{', '.join(endings)}.",
        cause=" ".join(filter(None, [str(error), stopped])),
        hint=error.hint if error.resumable and error.hint else f"zoo logs {bad[0].name}",
    )


def identity(experiment: Experiment) -> dict[str, Any]:
    """Returns what JSON has of an experiment: its id, what it combines, the command that repeats it."""
    own = {"seed": experiment.seed, "limit": experiment.limit, "validation": experiment.validation}
    return {"experiment": experiment.id, **experiment.expressions, **own, "command": experiment.command()}
