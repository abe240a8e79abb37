"""A grid of images as a picture: rows with names, columns with headings, the pixels of small images crisp squares."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from zoo.files import atomic_path
from zoo.inspection.text import DPI, boxes_for_unknown_letters, fitted, width, wrapped, write
from zoo.training.plots import FAINT, INK, TRAIN

SIDE, LARGEST, SHORTEST = 96, 160, 30  # pixels: an image's side, about; the longest; a row's height at least
GAP, APART, MARGIN = 6, 22, 20  # pixels between images, between groups of columns, around everything
TITLE, NAME, NOTE, SMALL = 13, 9, 7.5, 7  # points
BOLD = 1.15  # how much wider the title is for being bold
MOST_NOTES = 3  # lines of what a column's note says
WORDS_WIDTH = 130  # pixels to which a column may grow for its heading and captions
NAME_WIDTH = 170  # pixels that the names of rows may take
LEAST_WIDTH = 520
EDGE = 225  # the grey of the line around an image, whose own edge may be as white as the paper


@dataclass(frozen=True)
class Column:
    """What stands above a column: a heading, a note (its parameters), and `when` it is. `trained` marks what training
    sees, `apart` begins a new group of columns."""

    heading: str = ""
    note: str = ""
    when: str = ""
    trained: bool = False
    apart: bool = False


@dataclass(frozen=True)
class Row:
    """A name, what stands below it, and an image (H, W, C), uint8, for each column, with its caption; None leaves a
    gap."""

    name: str
    note: str
    images: Sequence[np.ndarray | None]
    captions: Sequence[str] = ()


@dataclass(frozen=True)
class Grid:
    """What is drawn. Of more than three channels the first three are shown; each small image is enlarged until it is
    about `side` pixels long."""

    title: str
    subtitle: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    footnote: str = ""
    side: int = SIDE


def draw(path: Path, grid: Grid) -> tuple[int, int]:
    """Draws a grid, in the format that the file's extension names, and returns the picture's size in pixels.

    Raises:
        StoreError: the file cannot be written.
    """
    with atomic_path(path) as stream:
        return write_to(stream, grid, path.suffix[1:].lower())


def write_to(stream: IO[bytes], grid: Grid, form: str) -> tuple[int, int]:
    """Draws a grid into a binary stream, as `draw` does."""
    page = _Page(grid)
    with boxes_for_unknown_letters():
        page.figure().savefig(stream, format=form, dpi=DPI)
    return page.width, page.height


class _Page:
    """The layout, in pixels from the upper left corner."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.images = [[None if image is None else scaled(image, grid.side) for image in r.images] for r in grid.rows]
        shapes = [image.shape[:2] for images in self.images for image in images if image is not None]
        self.cell = tuple(map(max, zip(*shapes, strict=True))) if shapes else (grid.side, grid.side)
        heading = max(width(column.heading, NAME) for column in grid.columns)
        words = max(
            [heading, *(width(line, SMALL) for row in grid.rows for c in row.captions for line in c.splitlines())]
        )
        self.room, self.tall = max(self.cell[1], min(int(words) + 1, WORDS_WIDTH)), max(self.cell[0], SHORTEST)
        names = [max(width(row.name, NAME), width(row.note, NOTE)) for row in grid.rows]
        self.left = MARGIN + min(int(max(names, default=0)) + 1, NAME_WIDTH) + 2 * GAP
        self.lefts = self._lefts()
        self.width = max(self.lefts[-1] + self.room + MARGIN, LEAST_WIDTH)
        self._break_lines()
        self._stack(headed=heading > 0)

    def _lefts(self) -> list[int]:
        """Returns where each column begins."""
        found, x = [], self.left
        for number, column in enumerate(self.grid.columns):
            x += APART if column.apart and number else 0
            found.append(x)
            x += self.room + GAP
        return found

    def _break_lines(self) -> None:
        room = self.width - 2 * MARGIN
        self.title = wrapped(self.grid.title, TITLE, room / BOLD)
        self.subtitle = wrapped(self.grid.subtitle, NAME, room)
        self.footnote = wrapped(self.grid.footnote, NOTE, room)
        self.notes = [
            [*wrapped(c.note, SMALL, self.room)[:MOST_NOTES], *([c.when] * bool(c.when))] for c in self.grid.columns
        ]

    def _stack(self, *, headed: bool) -> None:
        """Puts title, headings, rows and footnote below one another."""
        self.heads = MARGIN + 24 * len(self.title) + 16 * len(self.subtitle) + 2 * GAP
        self.top = self.heads + (16 + 12 * max(map(len, self.notes)) + GAP if headed else 0)
        captions = [caption for row in self.grid.rows for caption in row.captions]
        self.step = self.tall + 12 * max((len(c.splitlines()) for c in captions), default=0) + GAP
        self.bottom = self.top + self.step * len(self.grid.rows)
        self.height = self.bottom + (GAP + 14 * len(self.footnote) if self.footnote else 0) + MARGIN - GAP

    def figure(self) -> Figure:
        figure = Figure(figsize=((self.width + 1e-3) / DPI, (self.height + 1e-3) / DPI), facecolor="white")
        axes = figure.add_axes((0, 0, 1, 1))
        axes.imshow(self._pixels(), extent=(0, self.width, self.height, 0), interpolation="nearest", aspect="auto")
        axes.set_axis_off()
        self._write(axes)
        return figure

    def _pixels(self) -> np.ndarray:
        """Returns all images in their places on white paper: one image draws faster than a thousand."""
        paper = np.full((self.height, self.width, 3), 255, dtype=np.uint8)
        for image, x, y in self._placed():
            height, width = image.shape[:2]
            paper[y - 1 : y + height + 1, x - 1 : x + width + 1] = EDGE
            paper[y : y + height, x : x + width] = image
        return paper

    def _placed(self) -> Iterator[tuple[np.ndarray, int, int]]:
        for number, images in enumerate(self.images):
            for x, image in zip(self.lefts, images, strict=False):
                if image is not None:
                    right, down = (self.room - image.shape[1]) // 2, (self.tall - image.shape[0]) // 2
                    yield image, x + right, self.top + number * self.step + down

    def _write(self, axes: Axes) -> None:
        below = MARGIN + 24 * len(self.title) + 10
        write(axes, MARGIN, MARGIN + 14, self.title, TITLE, 24, weight="bold", color=INK)
        write(axes, MARGIN, below, self.subtitle, NAME, 16, color=FAINT)
        write(axes, MARGIN, self.bottom + GAP + 10, self.footnote, NOTE, 14, color=FAINT)
        self._write_headings(axes)
        for number, row in enumerate(self.grid.rows):
            self._write_row(axes, row, self.top + number * self.step)

    def _write_headings(self, axes: Axes) -> None:
        for x, column, lines in zip(self.lefts, self.grid.columns, self.notes, strict=True):
            middle, colour = x + self.room / 2, TRAIN if column.trained else INK
            heading, notes = fitted(column.heading, NAME, self.room), [fitted(n, SMALL, self.room) for n in lines]
            write(axes, middle, self.heads + 11, [heading], NAME, ha="center", color=colour)
            write(axes, middle, self.heads + 25, notes, SMALL, 12, ha="center", color=FAINT)

    def _write_row(self, axes: Axes, row: Row, top: float) -> None:
        middle, right = top + self.tall / 2, self.left - 2 * GAP
        write(axes, right, middle - 1, [fitted(row.name, NAME, NAME_WIDTH)], NAME, ha="right", color=INK)
        write(axes, right, middle + 12, [fitted(row.note, NOTE, NAME_WIDTH)], NOTE, ha="right", color=FAINT)
        for x, caption in zip(self.lefts, row.captions, strict=False):
            lines = [fitted(line, SMALL, self.room) for line in caption.splitlines()]
            write(axes, x + self.room / 2, top + self.tall + 11, lines, SMALL, 12, ha="center", color=INK)


def scaled(image: np.ndarray, side: int = SIDE) -> np.ndarray:
    """Returns an image (H, W, C) as (h, w, 3), a small one enlarged by a whole number to about `side`, a large one made
    smaller."""
    from PIL import Image

    height, width, channels = image.shape
    image = np.ascontiguousarray(image[..., :3] if channels >= 3 else np.repeat(image[..., :1], 3, axis=-1))
    longest = max(height, width)
    if longest > LARGEST:
        size = [max(1, round(side * LARGEST / longest)) for side in (width, height)]
        return np.asarray(Image.fromarray(image).resize((size[0], size[1]), Image.Resampling.LANCZOS))
    times = max(1, round(side / longest))
    return image.repeat(times, axis=0).repeat(times, axis=1)
