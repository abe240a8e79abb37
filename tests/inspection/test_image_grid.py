"""A grid as a picture: every pixel where it belongs, and no name, shape or format that breaks it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from zoo.errors import StoreError
from zoo.inspection import image_grid
from zoo.inspection.image_grid import Column, Grid, Row

COLUMNS = (Column("original"), Column("+ x", "a=1", "epoch 1", True))


def grid(shape=(8, 8, 3), names=("cat", "dog"), columns=COLUMNS):
    rng = np.random.default_rng(0)
    rows = [
        Row(name, "no. 1", [rng.integers(0, 256, shape, dtype=np.uint8) for _ in columns], ["", "0.7 cat\n+ 0.3 dog"])
        for name in names
    ]
    return Grid("bars, x", "Seed 0", list(columns), rows, "The first 2 of 3 classes.")


def drawn(path: Path, made: Grid) -> np.ndarray:
    size = image_grid.draw(path, made)
    with Image.open(path) as image:
        assert image.size == size
        return np.asarray(image.convert("RGB"))


@pytest.mark.parametrize("shape", [(8, 8, 3), (28, 28, 1), (20, 28, 3), (32, 32, 3)], ids=str)
def test_every_pixel_of_a_small_image_is_a_crisp_square(tmp_path, shape):
    made = grid(shape)
    picture = drawn(tmp_path / "g.png", made)
    for row in made.rows:
        for image in row.images:
            assert contains(picture, image_grid.scaled(image))


def contains(picture: np.ndarray, part: np.ndarray) -> bool:
    """Whether `part` stands somewhere in `picture`, exactly."""
    height, width = part.shape[:2]
    ys, xs = np.nonzero((picture == part[0, 0]).all(axis=-1))
    return any(np.array_equal(picture[y : y + height, x : x + width], part) for y, x in zip(ys, xs, strict=True))


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ((8, 8, 3), (96, 96, 3)),
        ((28, 28, 1), (84, 84, 3)),
        ((32, 16, 4), (96, 48, 3)),
        ((150, 100, 3), (150, 100, 3)),
        ((480, 640, 3), (120, 160, 3)),
        ((2, 2000, 2), (1, 160, 3)),
    ],
    ids=str,
)
def test_scaled(shape, expected):
    assert image_grid.scaled(np.zeros(shape, np.uint8)).shape == expected


@pytest.mark.parametrize("extension", ["png", "pdf", "svg", "jpg", "webp", "tiff", "PNG"])
def test_formats(tmp_path, extension):
    path = tmp_path / f"g.{extension}"
    image_grid.draw(path, grid())
    start = {"pdf": b"%PDF", "svg": b"<?xml", "jpg": b"\xff\xd8", "webp": b"RIFF", "tiff": b"II*\0"}
    assert path.read_bytes().startswith(start.get(extension, b"\x89PNG"))


@pytest.mark.parametrize("name", ["$x_1$ $", "日本", "\udce9", "two\nlines\x1b[31m", "", " ", "long name " * 20])
def test_any_name_can_be_drawn(tmp_path, name):
    made = grid(names=(name, "cat"), columns=(Column(name, name, name, True), Column(name)))
    assert max(drawn(tmp_path / "g.png", made).shape) < 1000


def test_nothing_overlaps_the_images_and_margins_stay_white(tmp_path):
    """Of a row with a long name and captions, the images are whole and the edges of the paper empty."""
    columns = [Column("original"), *[Column("+ a-very-long-heading", "key=value " * 9, "epoch 1", True)] * 11]
    picture = drawn(tmp_path / "g.png", grid((32, 32, 3), ("a name that is long " * 3, "b"), columns))
    for edge in (picture[:6], picture[-6:], picture[:, :6], picture[:, -6:]):
        assert edge.min() == 255


def test_a_sheet_of_many_classes(tmp_path):
    made = grid((32, 32, 3), [f"class {n}" for n in range(60)], [Column(), Column()])
    height, width, _ = drawn(tmp_path / "g.png", made).shape
    assert 60 * 96 < height < 60 * 140
    assert width >= image_grid.LEAST_WIDTH


def test_nothing_to_show(tmp_path):
    assert image_grid.draw(tmp_path / "g.png", Grid("t", "", [Column()], [Row("a", "0 images", [])]))[0] > 0


def test_a_folder_that_is_a_file(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be written"):
        image_grid.draw(tmp_path / "file" / "g.png", grid())


def test_images_of_several_sizes_stand_in_the_middle_of_their_places(tmp_path):
    images = [np.full(shape, 99, np.uint8) for shape in [(32, 32, 3), (4, 4, 1), (13, 15, 1), (200, 100, 3)]]
    picture = drawn(tmp_path / "g.png", Grid("t", "", [Column()] * 4, [Row("a", "", images)]))
    rows, columns = np.nonzero((picture == 99).all(axis=-1))
    blocks = np.split(np.unique(columns), np.flatnonzero(np.diff(np.unique(columns)) > 1) + 1)
    assert [len(block) for block in blocks] == [96, 96, 90, 80]
    heights = [np.ptp(rows[np.isin(columns, block)]) + 1 for block in blocks]
    assert heights == [96, 96, 78, 160]
    assert len({rows[np.isin(columns, block)].mean() for block in blocks}) == 1


@pytest.mark.parametrize(("side", "expected"), [(64, 64), (200, 192), (10, 32)])
def test_how_far_small_images_are_enlarged(side, expected):
    assert image_grid.scaled(np.zeros((32, 32, 1), np.uint8), side).shape == (expected, expected, 3)


def test_columns_make_room_for_captions(tmp_path):
    def width(caption):
        pixels = np.zeros((32, 32, 3), np.uint8)
        made = Grid("x", "x", [Column()] * 8, [Row("cat", "", [pixels] * 8, [caption] * 8)])
        return image_grid.draw(tmp_path / "g.png", made)[0]

    assert width("A 98%: a caterpillar\nno. 1") > width("A 98%: cat\nno. 1") + 8 * 4
    assert width("A" * 1000) == width("A" * 500), "a caption that is too long is shortened"
