"""What the charts of probes have in common: colours, and a figure with a title that fits."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BLUE, ORANGE, INK, FAINT = "#2a78d6", "#e8871e", "#24292f", "#8b949e"
COLOURS = (BLUE, ORANGE, "#2c9c5a", "#c2408c", "#7a5bd0", "#7d5a3c")
"""Told apart by most people who see few colours, and by their markers."""
MARKERS = "osD^vP"


def charted(title: str, said: str, size: tuple[float, float], **rows: Any) -> tuple[Figure, Any]:
    """Returns a figure of `size` inches with a title, a line of what it says, and its axes, as `subplots` makes them.

    Any title can be drawn: what cannot be seen becomes a box, two dollars no formula.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=size, dpi=100, layout="constrained", facecolor="white")
    lines = [textwrap.fill(drawable(text), int(size[0] * 12)) for text in (title, said)]
    figure.suptitle("\n".join(lines), fontsize=10, color=INK)
    return figure, figure.subplots(**rows)


def plain(axes: Axes) -> None:
    """Leaves of an axes' frame what is read."""
    axes.grid(color=FAINT, alpha=0.25, linewidth=0.7)
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=9)


def drawable(text: str) -> str:
    """Returns a text as Matplotlib can draw it."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text).replace("$", r"\$")


def percents(value: float, _: Any = None) -> str:
    """Writes a tick."""
    return f"{value:.0%}"
