"""What stands below the tables: what the marks in them mean, and what to do about them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from zoo.errors import some
from zoo.experiments.experiment import command_line
from zoo.ranking.board import Board
from zoo.ranking.comparable import BEYOND, GONE, OTHER
from zoo.ranking.rows import Row
from zoo.ranking.separation import separation
from zoo.ranking.tables.sheet import Note


def notes(board: Board[Row]) -> list[Note]:
    """Returns a note for each kind of mark that a board has, and what would tell more."""
    rows = board.rows
    holds = {
        RANKS: any(row.ranks for row in rows),
        INTERVALS[board.interval]: any(row.interval(board.interval) is not None for row in rows),
        POOLED: any(row.pooled for row in rows),
        PARTIAL: any(row.ranks and row.unranked for row in rows),
        UNRANKED[OTHER]: any(row.unranked == OTHER for row in rows),
        UNRANKED[BEYOND]: any(row.unranked == BEYOND for row in rows),
        WITH_TTA: any(row.tta_accuracy is not None for row in rows),
        TTA_INTERVAL: board.interval == "both" and any(row.tta_half_width is not None for row in rows),
        REFERENCES: any(ranking.references for ranking in board.rankings),
    }
    plain = [Note(text) for text, held in holds.items() if held]
    return [*plain, *_told(rows), *_among(board), *separation(board)]


def _among(board: Board[Row]) -> Iterator[Note]:
    """Yields, of each dataset, among how many rows the ranks are, where not all of these are shown."""
    compared = {ranking.dataset: ranking.compared for ranking in board.rankings}
    for dataset, rows in board.datasets():
        shown, known = sum(row.ranks is not None for row in rows), compared.get(rows[0].dataset, 0)
        if 0 < shown < known:
            yield Note(
                f"{dataset}: ranks are among {known} rows; {shown} of them {'is' if shown == 1 else 'are'} shown."
            )


def _told(rows: Sequence[Row]) -> list[Note]:
    """Returns the notes on what single rows are."""
    found = [Note(ENDINGS, (("Try", "zoo runs"),))] if any(row.endings for row in rows) else []
    if limits := [row.limit for row in rows if row.limit and _is_apart(row)]:
        found.append(Note(LIMITED, (("Try", f"zoo leaderboard --train-images {limits[0]}"),)))
    if gone := [row for row in rows if row.unranked == GONE]:
        found.append(Note(UNRANKED[GONE], (("Train again", f"{_command(gone[0])} --force"),)))
    if stale := [row for row in rows if row.stale]:
        why = f"stale: not what a new run would be: {_some(reason for row in stale for reason in row.stale)}."
        found.append(Note(why, (("Train again", again(stale[0])),)))
    if missing := _some(name for row in rows for name in row.missing):
        found.append(Note(f"not installed: {missing}; whether the code has changed cannot be told."))
    if any(row.as_is for row in rows):
        found.append(Note("as-is data: imported with --as-is, so not known to be what the publisher gives out."))
    return found


def _is_apart(row: Row) -> bool:
    """Whether a row could be ranked, and was not compared with the others at all."""
    return row.ranks is None and not row.unranked and not row.stale and row.accuracy is not None


def again(row: Row) -> str:
    """Returns the command that trains a stale row's runs again."""
    return f"{_command(row)} --refresh stale"


def _command(row: Row) -> str:
    return command_line(row.expressions, seeds=row.seeds, validation=row.validation, limit=row.limit)


RANKS = "#: the ranks that a row may have. At most one table in 20 claims an order that chance alone has made: the " \
        "chance of seeds and of test images."  # fmt: skip
INTERVALS = {
    "both": "±: half the width of the 95% interval of the accuracy, for other seeds and other test images.",
    "seeds": "±: half the width of the 95% t interval around the mean over seeds, for the same test images.",
}
POOLED = "One seed: how much seeds matter to such a row is taken from the rows of its dataset that have several."
PARTIAL = "predictions of 2 of 3 seeds: what the others predicted is not kept; ranks and ± are made without them."
UNRANKED = {
    GONE: "no predictions: what its runs predicted is not kept, so that nothing can be said about its rank.",
    OTHER: "other test images: not tested on the images that the ranked rows have in common.",
    BEYOND: "not compared: ranks are among the first 200 rows of a dataset. Fewer are left by -m, -a and -r.",
}
LIMITED = "images: rows that were trained on a part of them are ranked among themselves alone."
WITH_TTA = "with TTA: with test-time augmentation; ranks are by the plain test accuracy."
TTA_INTERVAL = "with TTA, ±: half the width of the 95% t interval around the mean over seeds, for the same test images."
ENDINGS = "diverged, failed: of these seeds there is no result, and no mean counts them."
REFERENCES = "chance: a class is named at random. majority: always the one that most test images have."


def _some(phrases: Iterable[str]) -> str:
    return some(dict.fromkeys(phrases), between="; ")
