"""What is kept of the predictions of two sides: read, found to be of the same test images, and compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from zoo import paths
from zoo.errors import UsageError, shell_quote
from zoo.experiments.experiment import command_line
from zoo.plugin.components import PARTS
from zoo.ranking.sides import duel, predicted
from zoo.ranking.sides.duel import Duel, Kept, Labels

if TYPE_CHECKING:
    from zoo.ranking.sides.sides import Found, Side
    from zoo.store import Store

MOST = 50
"""How many other rows tell, at most, how much seeds vary: more of them add next to nothing."""


def compare(store: Store, found: Found) -> Duel:
    """Compares two sides.

    Raises:
        UsageError: they cannot be: no result, no kept predictions, or other test images.
    """
    a, b = ([*_kept(store, side)] for side in found[:2])
    _refuse_other_images(found, a, b)
    labels = _labels([*a, *b])
    if found.runs:
        return duel.of_runs(a[0], b[0], labels)
    return duel.of_rows(a, b, _others(store, found, a[0]), labels)


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
        found = predicted.read(paths.run_folder(run.name))
        if found is not None and len(found.labels) == run.correct.images:
            return Labels(found.labels, found.classes)
    return None


def _others(store: Store, found: Found, like: Kept) -> list[Mapping[int, bytes]]:
    """Returns what the runs of other rows with several seeds get right of the same test images, by seed."""
    dataset, own = found.a.what.dataset, {*found.a.runs.values(), *found.b.runs.values()}
    of_it = [row for row in found.rows if row.dataset == dataset and not row.stale and own.isdisjoint(row.names)]
    several = [row for row in of_it if len(row.seeds) > 1 and not row.endings][:MOST]
    chosen = [dict(zip(row.seeds, row.names, strict=True)) for row in several]
    correct = store.correct([name for row in chosen for name in row.values()])
    alike = {name: each.bits for name, each in correct.items() if each.test_set == like.correct.test_set}
    kept = [{seed: alike[name] for seed, name in row.items() if name in alike} for row in chosen]
    return [row for row in kept if len(row) > 1]
