"""A sheet of images, as plugins draw it: rows of any length, with any text."""

from __future__ import annotations

from io import BytesIO

import numpy as np
from PIL import Image

import zoo


def test_rows_may_have_gaps_and_another_number_of_images() -> None:
    image = np.full((8, 8, 1), 77, np.uint8)
    rows = [("one", [image], ["a\nb"]), ("日本 $x$\x1b", [None, image, image], []), ("none", [], [])]
    stream = BytesIO()
    zoo.image_sheet("title", rows, subtitle="s", headings=["only one"], footnote="f", side=16)(stream)
    with Image.open(stream) as picture:
        assert picture.format == "PNG"
        pixels = np.asarray(picture.convert("RGB"))
    assert (pixels == 77).all(axis=-1).sum() == 3 * 16 * 16


def test_a_sheet_of_nothing() -> None:
    zoo.image_sheet("title", [])(stream := BytesIO())
    assert stream.getvalue()[:4] == b"\x89PNG"
