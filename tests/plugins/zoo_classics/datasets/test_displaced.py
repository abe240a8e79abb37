"""Ink on a canvas: where it comes to stand, and that none of it is lost."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zoo_classics.datasets.displaced import Displaced, anywhere, centred, ink_boxes


def dots(count: int, height: int = 5, width: int = 7) -> np.ndarray:
    """Images with ink in rows 1-2 and columns 2-4, each pixel of its own value."""
    images = np.zeros((count, height, width, 1), np.uint8)
    images[:, 1:3, 2:5, 0] = np.arange(1, 7).reshape(2, 3)
    return images


def test_the_ink_is_found() -> None:
    starts, sizes = ink_boxes(dots(2))
    assert starts.tolist() == [[1, 2]] * 2
    assert sizes.tolist() == [[2, 3]] * 2


def test_an_image_without_ink_counts_as_a_whole() -> None:
    starts, sizes = ink_boxes(np.zeros((1, 5, 7, 1), np.uint8))
    assert (starts.tolist(), sizes.tolist()) == ([[0, 0]], [[5, 7]])


def test_pixels_come_to_stand_where_the_corner_says() -> None:
    placed = Displaced(dots(3), np.array([[0, 0], [4, 2], [-1, -2]]), 9)[np.arange(3)]
    assert placed.shape == (3, 9, 9, 1)
    assert placed.dtype == np.uint8
    assert np.array_equal(placed[0, :5, :7], dots(1)[0])
    assert np.array_equal(placed[1, 5:7, 4:7, 0], np.arange(1, 7).reshape(2, 3))
    assert np.array_equal(placed[2, 0:2, 0:3, 0], np.arange(1, 7).reshape(2, 3))
    assert placed.sum(axis=(1, 2, 3)).tolist() == [21] * 3


@pytest.mark.parametrize("canvas", [7, 8, 20])
@given(seed=st.integers(0, 1000))
def test_no_ink_leaves_the_canvas(canvas: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    images = (rng.integers(0, 256, (20, 7, 7, 1)) * (rng.random((20, 7, 7, 1)) < 0.1)).astype(np.uint8)
    placed = anywhere(images, canvas, rng)[np.arange(20)]
    before, after = (np.sort(batch.reshape(20, -1))[:, -49:] for batch in (images, placed))
    assert np.array_equal(before, after)


def test_every_place_is_as_likely_as_any_other() -> None:
    corners = anywhere(dots(8000), 7, np.random.default_rng(0)).corners
    places, counts = np.unique(corners, axis=0, return_counts=True)
    assert len(places) == (7 - 2 + 1) * (7 - 3 + 1)
    assert corners.min(axis=0).tolist() == [-1, -2]
    assert counts.min() > 8000 / 30 * 0.7


def test_centred_is_the_middle() -> None:
    assert np.array_equal(centred(dots(1), 9)[[0]][0, 2:7, 1:8], dots(1)[0])


def test_indexing_as_an_array_is_indexed() -> None:
    images = anywhere(dots(6), 9, np.random.default_rng(0))
    everything = images[:]
    assert len(images) == len(everything) == 6
    assert np.array_equal(images[[4, 1]], everything[[4, 1]])
    assert np.array_equal(images[2:4], everything[2:4])
    assert np.array_equal(images[3], everything[3])
    assert np.array_equal(images[np.arange(6) > 3], everything[4:])
    assert images[np.array([], int)].shape == (0, 9, 9, 1)
