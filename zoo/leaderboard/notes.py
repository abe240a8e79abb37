"""What stands below the tables: what the marks in them mean, and what to do about them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from zoo.experiments.experiment import command_line
from zoo.leaderboard.rows import Row


def notes(rows: Sequence[Row]) -> list[str]:
    """Returns a note for each kind of mark that `rows` have."""
    found = [INTERVAL] if any(row.half_width is not None for row in rows) else []
    if any(row.tta_accuracy is not None for row in rows):
        found.append(WITH_TTA)
    if any(row.endings for row in rows):
        found.append(ENDINGS)
    if stale := [row for row in rows if row.stale]:
        found.append(f"stale: not what a new run would be: {_some(r for row in stale for r in row.stale)}. "
                     f"Train again: {again(stale[0])}")  # fmt: skip
    if missing := _some(name for row in rows for name in row.missing):
        found.append(f"not installed: {missing}; whether the code has changed cannot be told.")
    if any(row.as_is for row in rows):
        found.append("as-is data: imported with --as-is, so not known to be what the publisher gives out.")
    return found


def again(row: Row) -> str:
    """Returns the command that trains a row's runs again."""
    expressions = {"dataset": row.dataset, "model": row.model, "augmenter": row.augmenter, "recipe": row.recipe}
    command = command_line(expressions, seeds=row.seeds, validation=row.validation, limit=row.limit)
    return f"{command} --refresh stale"


INTERVAL = "±: half the width of the 95% t interval around the mean over seeds."
ENDINGS = "diverged, failed: of these seeds there is no result, and no mean counts them. Try: zoo runs"
WITH_TTA = "with TTA: with test-time augmentation; ranks are by the plain test accuracy."


def _some(phrases: Iterable[str]) -> str:
    distinct = list(dict.fromkeys(phrases))
    return "; ".join(distinct[:3]) + (f"; and {len(distinct) - 3} more" if len(distinct) > 3 else "")
