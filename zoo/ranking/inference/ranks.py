"""Ranks that chance could not swap: of each row the ranks that it may have, all rows right at once with 95% confidence.

A row is behind those that are proven better, and ahead of those that are proven worse. Sources: Mogstad, Romano, Shaikh
and Wilhelm 2024, "Inference for Ranks with Applications to Mobility across Neighbourhoods and Academic Achievement
across Countries", for the sets; Holm 1979, "A simple sequentially rejective multiple test procedure", for the proof.
"""

from __future__ import annotations

import numpy as np


def holm(p: np.ndarray, level: float = 0.05) -> np.ndarray:
    """Returns which of m hypotheses are rejected, bool (m,): any that holds with a probability of at most `level`.

    Args:
        p: of each hypothesis, (m,).
    """
    order = np.argsort(p, kind="stable")
    passes = p[order] <= level / np.arange(len(p), 0, -1)
    rejected = np.zeros(len(p), dtype=bool)
    rejected[order[: len(p) if passes.all() else int(passes.argmin())]] = True
    return rejected


def better(p: np.ndarray, difference: np.ndarray, level: float = 0.05) -> np.ndarray:
    """Returns where row a is proven better than row b, bool (R, R): by Holm over all pairs.

    Args:
        p: two-sided, of each two rows, (R, R); 1 where nothing is claimed.
        difference: a - b, (R, R).
    """
    upper = np.triu_indices(len(p), 1)
    proven = np.zeros(p.shape, dtype=bool)
    proven[upper] = holm(p[upper], level)
    return (proven | proven.T) & (difference > 0)


def rank_sets(p: np.ndarray, difference: np.ndarray, level: float = 0.05) -> list[tuple[int, int]]:
    """Returns the lowest and the highest rank that each row may have, 1 for the best; arguments as of `better`."""
    proven = better(p, difference, level)
    return [(1 + int(above), len(p) - int(below)) for above, below in zip(proven.sum(0), proven.sum(1), strict=True)]
