"""A reliability diagram: how often a net is right over how sure it is, for the terminal and as a chart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from zoo_probes.charts import BLUE, FAINT, INK, ORANGE, charted, percents, plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from zoo_probes.calibration import Reliability

SURE = 1.96
"""Standard deviations on each side of a mean that hold 95% of a normal distribution."""

WIDE = 24
"""Letters that a bar of 100% takes in the terminal."""


def in_text(found: Reliability) -> str:
    """Returns the diagram as text of at most 80 columns, a line for each bin that has images."""
    lines = [f"{'confidence':>12}{'images':>9}{'right':>8}   a bar: how often right; |: how sure"]
    for number in found.images.nonzero()[0]:
        low, high = (f"{edge:.0%}" for edge in found.edges[number : number + 2])
        right, sure = found.accuracy[number], found.confidence[number]
        lines.append(f"{f'{low} to {high}':>12}{found.images[number]:>9,}{right:>8.1%}   {bar(right, sure)}".rstrip())
    return "\n".join(lines)


def bar(right: float, sure: float) -> str:
    """Returns a bar as long as `right`, and in it or behind it a mark at `sure`."""
    letters = list("█" * round(WIDE * right)) + [" "] * (WIDE - round(WIDE * right))
    letters[min(WIDE - 1, int(WIDE * sure))] = "|"
    return "".join(letters)


def figure(found: Reliability, title: str, said: str) -> Figure:
    """Draws the diagram, with how many images each bin has below it."""
    drawn, (above, below) = charted(
        title, said, (5.6, 6.0), nrows=2, sharex=True, gridspec_kw={"height_ratios": (3.4, 1)}
    )
    _diagram(above, found)
    _counts(below, found)
    return drawn


def _diagram(axes: Axes, found: Reliability) -> None:
    """Draws accuracy over confidence, with Wilson's 95% interval for what few images leave open."""
    some = found.images > 0
    left, width = found.edges[:-1][some], np.diff(found.edges)[some]
    right, sure = found.accuracy[some], found.confidence[some]
    low, high = interval(right, found.images[some])
    axes.bar(left, right, width, align="edge", color=BLUE, edgecolor="white", linewidth=0.8, label="how often right")
    axes.hlines(sure, left, left + width, color=ORANGE, linewidth=2.5, label="how sure, on average")
    axes.errorbar(left + width / 2, right, (right - low, high - right), fmt="none", ecolor=INK, capsize=2)
    axes.plot([0, 1], [0, 1], color=FAINT, linewidth=1, linestyle="--")
    axes.set(xlim=(0, 1), ylim=(0, 1), ylabel="right")
    axes.xaxis.set_major_formatter(percents)
    axes.yaxis.set_major_formatter(percents)
    axes.legend(frameon=False, fontsize=9, loc="upper left")
    plain(axes)


def _counts(axes: Axes, found: Reliability) -> None:
    """Draws how many images each bin has; often nearly all are in one, so in powers of ten."""
    axes.bar(found.edges[:-1], found.images, np.diff(found.edges), align="edge", color=FAINT, edgecolor="white")
    axes.set(xlabel="how sure the net is (bins of one width)", ylabel="images", yscale="log", ylim=(0.7, None))
    axes.xaxis.set_major_formatter(percents)
    axes.yaxis.set_major_formatter("{x:,.0f}")
    plain(axes)


def interval(right: np.ndarray, images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Returns Wilson's 95% interval (1927) of a fraction of so many images."""
    spread = SURE**2 / images
    middle = (right + spread / 2) / (1 + spread)
    half = np.sqrt(spread * right * (1 - right) + spread**2 / 4) / (1 + spread)
    return np.minimum(middle - half, right), np.maximum(middle + half, right)
