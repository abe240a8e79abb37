"""Accuracies seed by seed, ours and a published script's: means, their intervals, a bar and a verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import fmean

import tabulate

from zoo.ranking.inference import statistics

HEADERS = ["what", "ours", "mean, 95%", "peer", "mean, 95%", "minutes", "published", "bar", "verdict"]
MET = "met"
ROUNDING = 1e-9


@dataclass(frozen=True, kw_only=True)
class Result:
    """One training: the test accuracy in percent, and the minutes that its whole command took."""

    accuracy: float
    minutes: float


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One row: what the zoo trains, the script it is compared with, and the bar for the mean of its accuracies.

    Args:
        run: arguments of `zoo run`.
        peer: arguments of the script.
        seeds: how many; they are 0, 1, ...
        published: what the script's authors name, in percent.
        bar: in percent, at least.
        minutes: the longest that one training may take.
    """

    name: str
    run: tuple[str, ...]
    peer: tuple[str, ...]
    seeds: int
    published: float
    bar: float
    minutes: float | None = None
    ours: list[Result] = field(default_factory=list)
    theirs: list[Result] = field(default_factory=list)

    def verdict(self) -> str:
        """Returns `met`, or by how much the bar is missed."""
        short = self.bar - fmean(result.accuracy for result in self.ours)
        longest = max(result.minutes for result in self.ours)
        misses = [f"by {short:.2f}"] if short > ROUNDING else []
        if self.minutes is not None and longest > self.minutes:
            misses.append(f"took {longest:.1f} min")
        return f"MISSED {', '.join(misses)}" if misses else MET

    def row(self) -> list[str]:
        """Returns the cells under `HEADERS`."""
        within = "" if self.minutes is None else f" in {self.minutes:g} min"
        times = [f"{fmean(result.minutes for result in results):.1f}" for results in (self.ours, self.theirs)]
        return [
            self.name,
            *_accuracies(self.ours),
            *_accuracies(self.theirs),
            "; ".join(times),
            f"{self.published}",
            f"at least {self.bar:g}{within}",
            self.verdict(),
        ]


def report(title: str, entries: Sequence[Entry]) -> int:
    """Prints the table. Returns the exit status: 1 where a bar was missed."""
    rows = [entry.row() for entry in entries]
    print(f"\n{title}\n\n{tabulate.tabulate(rows, HEADERS, tablefmt='github', disable_numparse=True)}", flush=True)
    return int(any(entry.verdict() != MET for entry in entries))


def _accuracies(results: Sequence[Result]) -> tuple[str, str]:
    """Returns each seed's accuracy, and their mean with half of its 95% t interval."""
    values = [result.accuracy for result in results]
    half = statistics.half_width(values)
    spread = "" if half is None else f" ± {half:.2f}"
    return ", ".join(f"{value:.2f}" for value in values), f"{fmean(values):.2f}{spread}"
