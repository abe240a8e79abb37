"""Text on pictures, measured in pixels: shortened or broken into lines where it would not fit."""

from __future__ import annotations

import textwrap
import warnings
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

DPI = 100
HINTED = 1.05  # a text drawn in pixels is up to this much wider than its outlines


def fitted(text: str, size: float, room: float) -> str:
    """Returns a text that takes no more than `room` pixels: what does not fit becomes `…`."""
    text = drawable(text)
    if width(text, size) <= room:
        return text
    letters = bisect_right(range(1, len(text)), room, key=lambda count: width(f"{text[:count]}…", size))
    return f"{text[:letters].rstrip()}…"


def wrapped(text: str, size: float, room: float) -> list[str]:
    """Returns the lines into which a text is broken so that each takes about `room` pixels at most."""
    letters = int(room * len(text) / max(width(text, size), 1))
    return textwrap.wrap(drawable(text), max(letters, 8), break_on_hyphens=False)


def drawable(text: str) -> str:
    """Returns a text that can be drawn: a class is called what its folder is, which may be no letters at all."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def width(text: str, size: float) -> float:
    """Returns how many pixels wide a text is, at `size` points."""
    with boxes_for_unknown_letters():
        measured, _, _ = text_to_path.get_text_width_height_descent(drawable(text), FontProperties(size=size), False)
    return measured * DPI / 72 * HINTED


def write(axes: Axes, x: float, y: float, lines: Sequence[str], size: float, apart: float = 0, **style: Any) -> None:
    """Writes lines, `apart` from one another, the first with its baseline at `y`, in the coordinates of the axes; a `$`
    is a dollar."""
    for number, line in enumerate(lines):
        axes.text(x, y + apart * number, drawable(line), fontsize=size, va="baseline", parse_math=False, **style)


@contextmanager
def boxes_for_unknown_letters() -> Iterator[None]:
    """Draws a box for a letter that the font lacks, without a warning."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing", UserWarning)
        yield
