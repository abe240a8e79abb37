"""What is kept of the predictions of two sides: read, found to be of the same test images, and compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from zoo import paths
from zoo.errors import UsageError, shell_quote
from zoo.experiments.experiment import command_line
from zoo.leaderboard import duel, test_file
from zoo.leaderboard.duel import Duel, Kept, Labels
from zoo.plugin.components import PARTS

if TYPE_CHECKING:
    from zoo.leaderboard.rows import Summary
    from zoo.leaderboard.sides import Found, Side
    from zoo.store import Store

MOST = 250
"""How many other rows tell, at most, how much seeds vary."""


def compare(store: Store, found: Found) -> Duel:
    """Compares two sides.

    Raises:
        UsageError: they cannot be: no result, no kept predictions, the same runs, or other test images.
    """
    a, b = ([*_kept(store, side)] for side in found[:2])
    if {run.name for run in a} == {run.name for run in b}:
        raise UsageError("Both sides are the same.", cause=f"It is {_names(found.a)}.", hint="zoo compare --help")
    _refuse_other_images(found, a, b)
    labels = _labels([*a, *b])
    if found.a.is_run and found.b.is_run:
        return duel.of_runs(a[0], b[0], labels)
    others = _others(store, found.rows, found.a, a[0]) if min(len(a), len(b)) < 2 else []
    return duel.of_rows(a, b, others, labels)


def repeat(side: Side, seeds: Sequence[int]) -> str:
    """Returns the command that trains a side with these seeds; what is done of it is not done again."""
    made_of = {kind: getattr(side.what, kind) for kind in PARTS}
    return command_line(made_of, seeds=seeds, validation=side.what.validation, limit=side.what.limit)


def _names(side: Side) -> str:
    return ", ".join(side.runs.values())


def _kept(store: Store, side: Side) -> Iterable[Kept]:
    """Returns the runs of which it is kept what they get right."""
    if not side.runs:
        raise UsageError(
            f"Run {side.name} has no result to compare.",
            cause=f"It is {side.what.status}.",  # type: ignore[union-attr]
            hint=f"zoo show {side.name}",
        )
    correct = store.correct(side.runs.values())
    found = [Kept(name, seed, correct[name]) for seed, name in side.runs.items() if name in correct]
    if not found:
        raise UsageError(
            f"Nobody knows which test images {_names(side)} got right.",
            cause="Nothing is kept of it: its folder was gone when the store began to keep that.",
            hint=f"{repeat(side, list(side.runs))} --force",
        )
    return found


def _refuse_other_images(found: Found, a: Sequence[Kept], b: Sequence[Kept]) -> None:
    sets = {run.correct.test_set for run in (*a, *b)}
    if len(sets) == 1:
        return
    said = [f"{name} on {runs[0].correct.images:,} of {side.what.dataset}"
            for name, side, runs in (("A", found.a, a), ("B", found.b, b))]  # fmt: skip
    cause = f"{' and '.join(said)}; a difference would be that of the images, too."
    where = shell_quote("zoo", "leaderboard", "-d", found.a.what.dataset)
    raise UsageError("They were tested on other images, and are not compared.", cause=cause, hint=where)


def _labels(runs: Iterable[Kept]) -> Labels | None:
    """Returns the classes of the test images, from the first folder that still has them."""
    for run in runs:
        found = test_file.read(paths.run_folder(run.name))
        if found is not None and len(found.labels) == run.correct.images:
            return Labels(found.labels, found.classes)
    return None


def _others(store: Store, rows: Iterable[Summary], side: Side, like: Kept) -> list[Mapping[int, bytes]]:
    """Returns what the runs of other rows with several seeds get right of the same test images, by seed."""
    dataset, own = side.what.dataset, set(side.runs.values())
    several = [row for row in rows if row.dataset == dataset and len(row.seeds) > 1 and not row.stale]
    chosen = [row for row in several if not own & set(row.names)][:MOST]
    correct = store.correct([name for row in chosen for name in row.names])
    kept = [
        {seed: correct[name].bits for seed, name in zip(row.seeds, row.names, strict=False)
         if name in correct and correct[name].test_set == like.correct.test_set}
        for row in chosen
    ]  # fmt: skip
    return [row for row in kept if len(row) > 1]
