"""What stands below the tables: what the marks in them mean, and what to do about them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from zoo.experiments.experiment import command_line
from zoo.leaderboard.rows import Row
from zoo.leaderboard.sheet import Note


def notes(rows: Sequence[Row]) -> list[Note]:
    """Returns a note for each kind of mark that `rows` have."""
    found = [Note(INTERVAL)] if any(row.half_width is not None for row in rows) else []
    if any(row.tta_accuracy is not None for row in rows):
        found.append(Note(WITH_TTA))
    if any(row.endings for row in rows):
        found.append(Note(ENDINGS, (("Try", "zoo runs"),)))
    if stale := [row for row in rows if row.stale]:
        why = f"stale: not what a new run would be: {_some(reason for row in stale for reason in row.stale)}."
        found.append(Note(why, (("Train again", again(stale[0])),)))
    if missing := _some(name for row in rows for name in row.missing):
        found.append(Note(f"not installed: {missing}; whether the code has changed cannot be told."))
    if any(row.as_is for row in rows):
        found.append(Note("as-is data: imported with --as-is, so not known to be what the publisher gives out."))
    return found


def again(row: Row) -> str:
    """Returns the command that trains a row's runs again."""
    expressions = {"dataset": row.dataset, "model": row.model, "augmenter": row.augmenter, "recipe": row.recipe}
    command = command_line(expressions, seeds=row.seeds, validation=row.validation, limit=row.limit)
    return f"{command} --refresh stale"


INTERVAL = "±: half the width of the 95% t interval around the mean over seeds."
ENDINGS = "diverged, failed: of these seeds there is no result, and no mean counts them."
WITH_TTA = "with TTA: with test-time augmentation; ranks are by the plain test accuracy."


def _some(phrases: Iterable[str]) -> str:
    distinct = list(dict.fromkeys(phrases))
    return "; ".join(distinct[:3]) + (f"; and {len(distinct) - 3} more" if len(distinct) > 3 else "")
