"""Accuracy against cost as a picture: a panel per dataset, rows with their intervals, the front numbered and named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import IO, TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter, PercentFormatter

from zoo.errors import clean
from zoo.files import atomic_path
from zoo.inspection.text import DPI, boxes_for_unknown_letters, fitted, write
from zoo.ranking.tables.figures import duration, measured, percent
from zoo.ranking.views import extra, pareto
from zoo.ranking.views.common import KINDS
from zoo.training.plots import INK, TRAIN

if TYPE_CHECKING:
    from zoo.ranking.board import Board
    from zoo.ranking.rows import Row
    from zoo.store import Metric

WIDTH, HEIGHT = 560, 330  # pixels of a panel's plot and what stands left of it
LEFT, RIGHT, TOP, BELOW, LINE = 74, 24, 56, 58, 17  # pixels around a plot, and of a line of names
ACROSS = 2  # panels side by side
NAMED = 25  # rows of a front whose names are written below it
GREY = "#b6bec7"
UNITS = {"T": 1e12, "G": 1e9, "M": 1e6, "k": 1e3}
NARROW = 0.01  # of accuracy that a plot shows at least
WIDE = 10  # times that the dearest costs as much as the cheapest, from which the axis is logarithmic


@dataclass(frozen=True)
class Point:
    """A row.

    Args:
        name: what it is called; `figures`: what it has reached, in words.
        accuracy, half_width: fractions of 1; no half width where it is not known.
        front: whether it is on the front.
    """

    name: str
    figures: str
    cost: float
    accuracy: float
    half_width: float | None
    front: bool


@dataclass(frozen=True)
class Panel:
    """A dataset, its rows with the cheapest first."""

    title: str
    points: Sequence[Point]

    @property
    def front(self) -> list[Point]:
        """The rows on the front."""
        return [point for point in self.points if point.front]

    @property
    def names(self) -> list[str]:
        """What stands below the plot: the rows of the front by their numbers, and what the others are."""
        lines = [f"{number}  {point.name}   {point.figures}" for number, point in enumerate(self.front, 1)]
        left, others = len(lines) - NAMED, len(self.points) - len(lines)
        grey = [f"grey: {others} other row{'s' if others > 1 else ''}"] if others else []
        return [*lines[:NAMED], *([f"and {left} more"] if left > 0 else []), *grey]


def panels(board: Board[Row], cost: Metric) -> list[Panel]:
    """Returns the panels of a board: a dataset's rows that have an accuracy and a cost, where there are any."""
    made = ((name, rows, pareto.drawn(rows, cost)) for name, rows in board.datasets())
    return [
        Panel(clean(name, "cell"), _points(drawn, pareto.front(rows, cost), board, cost))
        for name, rows, drawn in made
        if drawn
    ]


def _points(rows: Sequence[Row], front: Sequence[Row], board: Board[Row], cost: Metric) -> list[Point]:
    on_it = {id(row) for row in front}
    differing = [kind for kind in KINDS if kind == "model" or len({getattr(row, kind) for row in rows}) > 1]
    found = []
    for row in rows:
        value, spread = extra.value(row, cost) or 0.0, row.interval(board.interval)
        figures = f"{percent(row.accuracy, spread)}, {measured(cost, value)}"
        name = clean(", ".join(row.label(kind) for kind in differing), "cell")
        found.append(Point(name, figures, value, row.accuracy or 0.0, spread, id(row) in on_it))
    return found


def draw(path: Path, panels: Sequence[Panel], cost: Metric) -> tuple[int, int]:
    """Draws panels, in the format that the file's extension names, and returns the picture's size in pixels.

    Args:
        cost: what the axis of cost shows.

    Raises:
        StoreError: the file cannot be written.
    """
    with atomic_path(path) as stream:
        return write_to(stream, panels, cost, path.suffix[1:].lower())


def write_to(stream: IO[bytes], panels: Sequence[Panel], cost: Metric, form: str) -> tuple[int, int]:
    """Draws panels into a binary stream, as `draw` does."""
    across = min(ACROSS, len(panels))
    rows = [panels[start : start + across] for start in range(0, len(panels), across)]
    heights = [TOP + HEIGHT + BELOW + LINE * max(len(panel.names) for panel in row) for row in rows]
    width, height = WIDTH * across, sum(heights)
    figure = Figure(figsize=((width + 1e-3) / DPI, (height + 1e-3) / DPI), facecolor="white")
    page = figure.add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(height, 0))
    page.set_axis_off()
    for number, row in enumerate(rows):
        for place, panel in enumerate(row):
            _panel(figure, page, panel, place * WIDTH, sum(heights[:number]), cost)
    with boxes_for_unknown_letters():
        figure.savefig(stream, format=form, dpi=DPI)
    return width, height


def _panel(figure: Figure, page: Axes, panel: Panel, x: int, y: int, cost: Metric) -> None:
    width, height = page.get_xlim()[1], page.get_ylim()[0]
    room = WIDTH - LEFT - RIGHT
    box = ((x + LEFT) / width, 1 - (y + TOP + HEIGHT) / height, room / width, HEIGHT / height)
    axes = figure.add_axes(box)
    _plot(axes, panel, cost)
    axes.set_xlabel(cost.title, color=INK, fontsize=9, parse_math=False)
    axes.set_ylabel("test accuracy", color=INK, fontsize=9)
    write(page, x + LEFT, y + TOP - 14, [fitted(panel.title, 12, room)], 12, color=INK)
    lines = [fitted(name, 9, WIDTH - 40) for name in panel.names]
    write(page, x + 26, y + TOP + HEIGHT + BELOW, lines, 9, LINE, color=INK)


def _plot(axes: Axes, panel: Panel, cost: Metric) -> None:
    costs = [point.cost for point in panel.points]
    if min(costs) > 0 and max(costs) / min(costs) >= WIDE:
        axes.set_xscale("log")
        axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.margins(0.08, 0.1)
    axes.grid(color="#eaeef2", linewidth=0.8)
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(colors=INK, labelsize=8)
    for points, colour, layer in ((panel.points, GREY, 2), (panel.front, TRAIN, 4)):
        _scatter(axes, [point for point in points if point.front == (colour == TRAIN)], colour, layer)
    on_it = panel.front
    axes.step([p.cost for p in on_it], [p.accuracy for p in on_it], where="pre" if cost.better == "higher" else "post",
              color=TRAIN, linewidth=1.4, zorder=3)  # fmt: skip
    _number(axes, on_it)
    axes.set_ylim(*_span(*axes.get_ylim()))
    axes.yaxis.set_major_formatter(PercentFormatter(1))
    axes.xaxis.set_major_formatter(
        FuncFormatter(lambda value, _: duration(value) if cost.format == "duration" else _short(value))
    )
    axes.xaxis.set_minor_formatter(NullFormatter())


def _scatter(axes: Axes, points: Sequence[Point], colour: str, layer: int) -> None:
    for point in points:
        spread = point.half_width or 0.0
        below, above = min(spread, point.accuracy), min(spread, 1 - point.accuracy)
        axes.errorbar([point.cost], [point.accuracy], [[below], [above]], fmt="o", color=colour, markersize=6,
                      capsize=3, elinewidth=1.2, zorder=layer)  # fmt: skip


def _number(axes: Axes, points: Sequence[Point]) -> None:
    """Writes numbers beside the rows of a front; those in one place share a label."""
    numbered = enumerate(points, 1)
    for (cost, accuracy), same in groupby(numbered, key=lambda each: (each[1].cost, each[1].accuracy)):
        label = ", ".join(str(number) for number, _ in same)
        axes.annotate(label, (cost, accuracy), (-6, 5), textcoords="offset points", ha="right", fontsize=9, color=TRAIN,
                      fontweight="bold", zorder=5)  # fmt: skip


def _span(low: float, high: float) -> tuple[float, float]:
    """Returns the ends of the axis of accuracy: at least a point apart, so that nothing is made of nothing."""
    more = max(0.0, NARROW - (high - low)) / 2
    return low - more, high + more


def _short(value: float) -> str:
    """Returns a number as an axis has room for it: `1.2M`."""
    unit, least = next(((unit, least) for unit, least in UNITS.items() if value >= least), ("", 1.0))
    return f"{value / least:.3g}{unit}"
