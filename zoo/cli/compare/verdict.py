"""What is said of two sides in words: which is better, of what that is true, and what would tell more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from zoo.errors import shell_quote
from zoo.plugin.components import PARTS
from zoo.ranking.sides.kept import repeat

if TYPE_CHECKING:
    from zoo.ranking.sides.duel import Duel
    from zoo.ranking.sides.sides import Found, Side

SEEDS = 3
"""How many of a row tell something of other seeds."""


def verdict(found: Found, duel: Duel) -> list[str]:
    """Returns the lines: what is true, why no more than that is, and the commands that would tell more."""
    if duel.half_width is None:
        return [f"A - B = {points(duel.difference)} in {_trainings(duel)}. {_unknown(found)}", *_more(found, duel)]
    interval = f"{points(duel.difference, duel.half_width)}, {probability(duel.p)}"
    better = "A is better" if duel.difference > 0 else "B is better"
    said = better if duel.told_apart else "A and B are not told apart"
    line = f"{said}: A - B = {interval}, for new seeds and new test images alike (95%)."
    pooled = ["One seed does not tell how much seeds vary: that is taken from the dataset's other rows."]
    return [line, *(pooled if duel.pooled else []), *(_more(found, duel) if not duel.told_apart else [])]


def points(difference: float, half_width: float | None = None) -> str:
    """Returns a difference of accuracies in percentage points: `+1.25 ± 0.40 points`."""
    return f"{100 * difference:+.2f}{'' if half_width is None else f' ± {100 * half_width:.2f}'} points"


def probability(p: float | None) -> str:
    """Returns `p = 0.012`, or `p < 0.001`."""
    return "p is not known" if p is None else "p < 0.001" if p < 0.001 else f"p = {p:.3f}"


def _trainings(duel: Duel) -> str:
    return "these two trainings" if len(duel.trainings) == 1 else "these trainings"


def _unknown(found: Found) -> str:
    if found.runs:
        return "Other seeds may say otherwise: two runs say nothing of what they were trained with."
    return "Other seeds may say otherwise, and nobody knows how much: no row of the dataset has several."


def _more(found: Found, duel: Duel) -> list[str]:
    """Returns what would tell the two apart, as commands."""
    if found.runs:
        a, b = map(_words, found[:2])
        limit = "" if found.a.what.limit is None else f" --train-images {found.a.what.limit}"
        alike = found.a.what.limit == found.b.what.limit
        return [f"Try: {shell_quote('zoo', 'compare', a, b)}{limit}"] if a != b and alike else []
    sides, seeds = found[:2], max(len(side.runs) for side in found[:2])
    if duel.half_width is None or duel.pooled:
        return _commands(sides, SEEDS)
    if duel.more_seeds is None:
        return ["No number of seeds would tell them apart on these test images, at the variance seen."]
    more = f"{duel.more_seeds} more seed{'s' if duel.more_seeds > 1 else ''} of each would"
    return [f"{more}, if difference and variance stay what they are.", *_commands(sides, seeds + duel.more_seeds)]


def _commands(sides: Sequence[Side], seeds: int) -> list[str]:
    return [f"Try: {repeat(side, range(seeds))}" for side in sides]


def _words(side: Side) -> str:
    """Returns the words that mean the row of a run."""
    return " ".join(f"{kind}={shell_quote(getattr(side.what, kind))}" for kind in PARTS)
