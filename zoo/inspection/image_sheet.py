"""A sheet of images for probes: rows of images with captions, as a picture that has yet to be written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import IO

import numpy as np

from zoo.inspection.image_grid import SIDE, Column, Grid, Row, write_to

SheetRow = tuple[str, Sequence[np.ndarray | None], Sequence[str]]


def image_sheet(
    title: str,
    rows: Sequence[SheetRow],
    *,
    subtitle: str = "",
    headings: Sequence[str] = (),
    footnote: str = "",
    side: int = SIDE,
) -> Callable[[IO[bytes]], None]:
    """Returns a function that writes a sheet of images as PNG into a binary stream.

    Any text can be drawn: what does not fit is shortened, lines that are too long are broken.

    Args:
        title, subtitle, footnote: lines above and below.
        rows: of each its name, its images, uint8 (H, W, C) of any size, or None for a gap, and a caption for each, of
            several lines if need be, or none at all.
        headings: what stands above each column.
        side: pixels to which a small image is enlarged, about; its pixels stay crisp squares.
    """
    width = max([len(headings), *(len(images) for _, images, _ in rows), 1])
    columns = [Column(heading) for heading in [*headings, *[""] * (width - len(headings))]]
    lines = [Row(name, "", images, captions) for name, images, captions in rows]
    grid = Grid(title, subtitle, columns, lines, footnote, side)

    def write(stream: IO[bytes]) -> None:
        write_to(stream, grid, "png")

    return write
