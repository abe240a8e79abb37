"""What `zoo run` prints on stdout: the results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from zoo import paths
from zoo.api.progress.words import labels
from zoo.cli import output
from zoo.cli.output import say
from zoo.leaderboard.columns import ranks
from zoo.leaderboard.inference import statistics
from zoo.leaderboard.tables.figures import percent

if TYPE_CHECKING:
    from zoo.execution.plan import Item
    from zoo.execution.requests import Outcome
    from zoo.experiments.experiment import Experiment
    from zoo.experiments.registry import Registry
    from zoo.leaderboard.rows import Row
    from zoo.store import RunRecord

NUMBERS = ("test_accuracy", "test_loss", "tta_accuracy", "val_accuracy", "parameters", "epochs", "train_seconds",
           "images_per_second")  # fmt: skip

RANKS = "\n#: the ranks that a row may have among these, by chance of seeds and images."
INTERVAL = "\n±: half the width of the 95% interval, for other seeds and other test images."


def show(outcome: Outcome, registry: Registry, *, as_json: bool) -> None:
    """Prints a row per experiment without its seed; as JSON, an object per run."""
    items, records = outcome.items, outcome.records
    if as_json:
        output.json([_result(item, records) for item in items])
        return
    groups: dict[str, list[Item]] = {}
    for item in items:
        groups.setdefault(item.experiment.group_id, []).append(item)
    standing = _standing(items)
    rows = [_row(group, records, registry, standing.get(group[0].experiment.group_id)) for group in groups.values()]
    headers = [header for header in rows[0] if any(row[header] is not None for row in rows)]
    output.table([[row[header] or "-" for header in headers] for row in rows], headers)
    sure = any("±" in (cell or "") for row in rows for cell in row.values())
    say(RANKS if "#" in headers else "", INTERVAL if sure else "", "\nAll results: zoo leaderboard")


def _standing(items: Sequence[Item]) -> dict[str, Row]:
    """Returns, by group, where each row stands among those of its dataset that were asked for; alone it has no rank."""
    from zoo.cli.leaderboard import sources
    from zoo.leaderboard.board import arrange

    found, asked = sources.found(None, lambda metrics: []), {item.experiment.group_id for item in items}
    limits = {item.experiment.limit for item in items}
    board = arrange(
        found.rows,
        wanted=lambda row: row.group_id in asked and not row.stale,
        limited=True,
        limit=limits.pop() if len(limits) == 1 else None,
        rank=found.rank,
    )
    among = Counter(row.dataset for row in board.rows)
    return {row.group_id: row if among[row.dataset] > 1 else replace(row, ranks=None) for row in board.rows}


def _result(item: Item, records: Mapping[str, RunRecord]) -> dict[str, Any]:
    record, combined = records.get(item.experiment.id, item.run), identity(item.experiment)
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


def identity(experiment: Experiment) -> dict[str, Any]:
    """Returns what JSON has of an experiment: its id, what it combines, the command that repeats it."""
    own = {"seed": experiment.seed, "limit": experiment.limit, "validation": experiment.validation}
    return {"experiment": experiment.id, **experiment.expressions, **own, "command": experiment.command()}


def _row(
    group: Sequence[Item], records: Mapping[str, RunRecord], registry: Registry, standing: Row | None
) -> dict[str, str | None]:
    """Returns the cells by their headers; where nothing was tested with augmentation, there is no such cell.

    Args:
        standing: the group's row of the leaderboard, which says how sure its accuracy is where it counts these seeds.
    """
    runs = [records.get(item.experiment.id, item.run) for item in group]
    ended = [run for run in runs if run and run.status == "done"]
    done, augmented = [run.test_accuracy for run in ended], [run.tta_accuracy for run in ended]
    others = Counter(run.status if run else "not trained" for run in runs if run not in ended)
    seeds = f"{len(done)} of {len(group)}" if others and len(group) > 1 else f"{len(group)}"
    endings = ", ".join(f"{number} {status}" if len(group) > 1 else status for status, number in others.items())
    if standing and set(standing.seeds) != {run.seed for run in ended}:
        standing = None
    return {
        "#": ranks(standing) if standing and standing.ranks else None,
        **labels(group[0].experiment, registry),
        "test accuracy": percent(statistics.mean(done), standing.half_width if standing else None) if done else endings,
        "with TTA": None if statistics.mean(augmented) is None else percent(statistics.mean(augmented)),
        "seeds": f"{seeds}: {endings}" if done and endings else seeds,
    }
