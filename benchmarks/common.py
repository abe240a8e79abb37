"""Paired measurements: the median of ratios, its bootstrap interval, a bar and a verdict."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import tabulate

from zoo.experiments.provenance import cpu_model

HALF_INTERVAL = 0.02
LIBRARIES = ("keras-zoo", "tensorflow", "keras", "numpy", "sqlalchemy", "click")


@dataclass(frozen=True, kw_only=True)
class Bar:
    """What has to be reached: a value that is `at most` or `at least` this."""

    sense: Literal["at most", "at least"]
    value: float

    def missed_by(self, low: float, high: float) -> bool:
        """Whether the whole interval misses the bar."""
        return low > self.value if self.sense == "at most" else high < self.value


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Ours against a peer, measured in pairs.

    Args:
        bar: None where the figure is told and nothing is promised.
        ours, peer: one measurement per pair, in `unit`.
        difference: compare by ours minus peer, in `unit`, rather than by their ratio.
    """

    name: str
    unit: str
    bar: Bar | None = None
    ours: list[float] = field(default_factory=list)
    peer: list[float] = field(default_factory=list)
    difference: bool = False

    @property
    def pairs(self) -> np.ndarray:
        """The ratio, or the difference, of each pair."""
        ours, peer = np.array(self.ours), np.array(self.peer)
        return ours - peer if self.difference else ours / peer

    def interval(self) -> tuple[float, float]:
        """Returns the 95% bootstrap interval of the median over the pairs."""
        from scipy.stats import bootstrap

        if len(self.ours) < 2:
            return -np.inf, np.inf
        found = bootstrap((self.pairs,), np.median, n_resamples=9999, method="percentile", rng=np.random.default_rng(0))
        return float(found.confidence_interval.low), float(found.confidence_interval.high)

    def precise(self) -> bool:
        """Whether half the interval is below two percent (of the bar, for a difference)."""
        low, high = self.interval()
        return (high - low) / 2 < HALF_INTERVAL * (self.bar.value if self.difference and self.bar else 1.0)

    @property
    def missed(self) -> bool:
        return self.bar is not None and self.bar.missed_by(*self.interval())

    def row(self) -> list[str]:
        """Returns the comparison as a row of the table that `report` prints."""
        low, high = self.interval()
        kind = f" {self.unit}" if self.difference else ""
        return [
            self.name,
            f"{np.median(self.ours):.4g} {self.unit}",
            f"{np.median(self.peer):.4g} {self.unit}",
            f"{np.median(self.pairs):.3f}{kind} [{low:.3f}, {high:.3f}]",
            str(len(self.ours)),
            f"{self.bar.sense} {self.bar.value:g}{kind}" if self.bar else "",
            "MISSED" if self.missed else "met" if self.bar else "",
        ]


def collect(
    comparison: Comparison,
    ours: Callable[[], float],
    peer: Callable[[], float],
    *,
    least: int = 9,
    most: int = 60,
    seconds: float = 60.0,
    warm_up: bool = True,
) -> Comparison:
    """Measures pair after pair until the interval is narrow enough, or `most` pairs or `seconds` are used up.

    The order within a pair alternates; a pair before the first one warms up and is discarded.

    Args:
        ours, peer: each does its work once and returns the measurement.
    """
    if warm_up:
        ours(), peer()
    end = time.monotonic() + seconds
    while len(comparison.ours) < most:
        order = [(comparison.ours, ours), (comparison.peer, peer)]
        for values, measure in order if len(comparison.ours) % 2 else order[::-1]:
            values.append(measure())
        if len(comparison.ours) >= least and (time.monotonic() > end or comparison.precise()):
            break
    return comparison


def report(title: str, comparisons: Sequence[Comparison]) -> int:
    """Prints the table. Returns the exit status: 1 where a bar was missed."""
    headers = ["what", "ours", "peer", "ours/peer, 95% interval", "pairs", "bar", "verdict"]
    rows = [comparison.row() for comparison in comparisons]
    print(f"\n{title}\n\n{tabulate.tabulate(rows, headers, tablefmt='github', disable_numparse=True)}", flush=True)
    return int(any(comparison.missed for comparison in comparisons))


def skip(title: str, reason: str) -> int:
    """Says that a benchmark was left out, and why. Returns the exit status, 0."""
    print(f"\n{title}\n\nSkipped: {reason}", flush=True)
    return 0


def run(command: Sequence[str], environment: Mapping[str, str]) -> str:
    """Returns what a command prints on stdout. Raises RuntimeError with its stderr where it fails."""
    done = subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stderr}")
    return done.stdout


def machine() -> str:
    """Returns one line about the machine and the versions."""
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in LIBRARIES)
    return f"{cpu_model()}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}, {versions}"
