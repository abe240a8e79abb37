"""What `zoo compare` prints: the two sides, which is better and how sure that is, classes, and what differs."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

from zoo.cli import output
from zoo.cli.compare.verdict import points, probability, verdict
from zoo.cli.output import say
from zoo.ranking.tables.figures import count, percent
from zoo.ranking.tables.table import Column

if TYPE_CHECKING:
    from zoo.ranking.sides.differences import Difference
    from zoo.ranking.sides.duel import ClassChange, Duel
    from zoo.ranking.sides.sides import Found

NUMBERS = [Column(title, right=True) for title in ("A", "B")]
P = Column("p", right=True)


def show(found: Found, titles: Sequence[str], duel: Duel, differences: Sequence[Difference]) -> None:
    """Prints all that is known of two sides."""
    _sides(found, titles, duel)
    say("\n" + "\n".join(map(_wrapped, verdict(found, duel))))
    _trainings(duel)
    _classes(duel)
    say("")
    differing(differences)


def differing(differences: Sequence[Difference]) -> None:
    """Prints what differs between two sides before anything is measured."""
    say(output.bold("What differs"), "" if differences else ": nothing that is recorded")
    if differences:
        rows = [(each.about, each.what, each.a, each.b) for each in differences]
        output.table(rows, ["", "what", "A", "B"])


def _sides(found: Found, titles: Sequence[str], duel: Duel) -> None:
    known = (duel.accuracy_a, duel.runs_a), (duel.accuracy_b, duel.runs_b)
    for name, title, side, (accuracy, runs) in zip("AB", titles, found[:2], known, strict=True):
        missing = f", of {len(side.runs) - runs} more nothing is kept" if len(side.runs) > runs else ""
        seeds = f"run {side.name}" if side.is_run else f"{runs} seed{'s' * (runs > 1)}{missing}"
        stale = f", stale: {'; '.join(side.what.stale)}" if side.stale else ""
        say(output.bold(name), f"  {title}: {percent(accuracy)}, {seeds}{stale}")
    say(f"   on {duel.images:,} test images of {found.a.what.dataset}")


def _trainings(duel: Duel) -> None:
    seeds = "each two of a seed" if len(duel.trainings) > 1 else "these two"
    say("\n", output.bold("Trainings"), f": {seeds}, by McNemar's exact test, which knows of no other seed")
    rows = [
        (t.seed, percent(t.accuracy_a), percent(t.accuracy_b), count(t.only_a), count(t.only_b), _p(t.p))
        for t in duel.trainings
    ]
    titles = [Column("seed", right=True), *NUMBERS, *(Column(f"only {side} right", right=True) for side in "AB"), P]
    output.table(rows, titles)


def _classes(duel: Duel) -> None:
    changed = sorted((each for each in duel.classes if each.changed), key=lambda each: each.p)
    what = "for new seeds and images" if duel.half_width is not None else "in these two trainings"
    if not duel.classes:
        say("\n", output.bold("Classes"), ": not known, for the runs' folders are gone")
    elif not changed:
        say("\n", output.bold("Classes"), f": none of {len(duel.classes)} changes beyond chance, {what} (Holm, 5%)")
    else:
        say("\n", output.bold("Classes"), f": {len(changed)} of {len(duel.classes)} change, {what} (Holm, 5%)")
        images, difference = Column("images", right=True), Column("A - B", right=True)
        output.table(list(map(_cells, changed)), ["class", images, *NUMBERS, difference, P])


def _cells(each: ClassChange) -> tuple[str, ...]:
    return each.name, count(each.images), percent(each.a), percent(each.b), points(each.a - each.b), _p(each.p)


def _p(p: float) -> str:
    return probability(p).removeprefix("p = ").removeprefix("p ")


def _wrapped(line: str) -> str:
    """Returns a line folded to the terminal; a command stays whole, to be copied."""
    return line if line.startswith("Try: ") else textwrap.fill(line, output.width(), break_on_hyphens=False)
