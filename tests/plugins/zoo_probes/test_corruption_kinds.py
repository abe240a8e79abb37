"""Corruptions: what happens to an image is its own, at every depth, and worse at each severity."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image

from zoo_probes.corruption_kinds import KINDS, SEVERITIES, Corrupted


@pytest.fixture(params=[(8, 8, 1), (28, 28, 1), (32, 32, 3), (12, 20, 2), (9, 7, 4), (1, 1, 3)], ids=str)
def images(request: pytest.FixtureRequest) -> np.ndarray:
    """Ten smooth images of a shape, each another one."""
    height, width, channels = request.param
    y, x = np.mgrid[:height, :width] / max(height, width)
    phase = np.arange(10 * channels).reshape(10, 1, 1, channels)
    return (127 + 100 * np.sin(6 * (x + y)[None, ..., None] + phase)).astype(np.uint8)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("severity", SEVERITIES)
def test_an_image_is_corrupted_the_same_whatever_stands_beside_it(images: np.ndarray, kind: str, severity: int) -> None:
    corrupted = Corrupted(images, kind, severity)
    together = corrupted[np.arange(10)]
    assert (together.dtype, together.shape, len(corrupted)) == (np.uint8, images.shape, 10)
    np.testing.assert_array_equal(corrupted[np.array([7, 2])], together[[7, 2]])
    np.testing.assert_array_equal(corrupted[3], together[3])
    np.testing.assert_array_equal(corrupted[4:6], together[4:6])


@pytest.mark.parametrize("kind", KINDS)
def test_the_images_stay_as_they_are(images: np.ndarray, kind: str) -> None:
    before = images.copy()
    Corrupted(images, kind, 5)[np.arange(10)]
    np.testing.assert_array_equal(images, before)


@pytest.mark.parametrize("kind", KINDS)
def test_each_severity_changes_more_than_the_one_before(kind: str) -> None:
    images = np.random.default_rng(0).integers(40, 200, (50, 28, 28, 3)).astype(np.uint8)
    everything = np.arange(50)
    changes = [np.abs(Corrupted(images, kind, s)[everything].astype(float) - images).mean() for s in SEVERITIES]
    assert changes[0] > 0
    assert changes == sorted(set(changes))


@pytest.mark.parametrize("kind", ["noise", "occlusion"])
def test_what_is_random_follows_from_the_seed_and_differs_between_images(kind: str) -> None:
    images = np.broadcast_to(np.random.default_rng(0).integers(0, 256, (16, 16, 1)), (8, 16, 16, 1)).astype(np.uint8)
    first, other = (Corrupted(images, kind, 3, seed=seed)[np.arange(8)] for seed in (0, 1))
    assert not np.array_equal(first, other)
    assert len({image.tobytes() for image in first}) > 4


def test_noise_has_the_standard_deviation_that_is_told() -> None:
    grey = np.full((4, 64, 64, 3), 128, np.uint8)
    level = KINDS["noise"].levels[1]
    assert Corrupted(grey, "noise", 2)[np.arange(4)].std() == pytest.approx(255 * level, rel=0.03)


def test_a_louder_noise_is_the_same_noise() -> None:
    grey = np.full((1, 16, 16, 1), 128, np.uint8)
    quiet, loud = (Corrupted(grey, "noise", severity)[0].astype(float).ravel() - 128 for severity in (1, 2))
    assert np.corrcoef(quiet, loud)[0, 1] > 0.99


def test_blur_keeps_the_brightness_and_the_channels_apart() -> None:
    image = np.zeros((1, 33, 33, 2), np.uint8)
    image[0, 16, 16, 0] = 255
    blurred = Corrupted(image, "blur", 2)[0]
    assert blurred[..., 1].max() == 0
    assert 0 < blurred[16, 16, 0] < 255
    np.testing.assert_array_equal(blurred[..., 0], blurred[..., 0].T)


def test_contrast_is_the_part_that_is_told() -> None:
    image = np.array([[50, 150]], np.uint8).reshape(1, 1, 2, 1)
    left = KINDS["contrast"].levels[0]
    assert np.ptp(Corrupted(image, "contrast", 1)[0].astype(int)) == pytest.approx(100 * left, abs=1)


def test_jpeg_is_pillows() -> None:
    y, x = np.mgrid[:16, :16]
    image = np.stack([x * 16, y * 16, (x * y) % 256], axis=-1).astype(np.uint8)
    stream = io.BytesIO()
    Image.fromarray(image).save(stream, "jpeg", quality=int(KINDS["jpeg"].levels[2]))
    np.testing.assert_array_equal(Corrupted(image[None], "jpeg", 3)[0], np.asarray(Image.open(stream)))


@pytest.mark.parametrize(("severity", "side"), [(1, 4), (5, 12)])
def test_occlusion_hides_one_whole_square_behind_the_mean_colour(severity: int, side: int) -> None:
    images = np.random.default_rng(0).integers(100, 256, (20, 20, 20, 3)).astype(np.uint8)
    images[:, ::2] = 0
    occluded = Corrupted(images, "occlusion", severity)[np.arange(20)]
    for image, seen in zip(images, occluded, strict=True):
        hidden = (seen == np.rint(image.mean(axis=(0, 1)))).all(axis=-1)
        rows, columns = np.flatnonzero(hidden.any(axis=1)), np.flatnonzero(hidden.any(axis=0))
        assert (len(rows), len(columns), hidden.sum()) == (side, side, side * side)


def test_images_are_read_only_where_they_are_asked_for() -> None:
    asked: list[Any] = []

    class Slow:
        def __len__(self) -> int:
            return 1_000_000

        def __getitem__(self, indices: Any) -> np.ndarray:
            asked.append(indices)
            return np.zeros((len(indices), 4, 4, 1), np.uint8)

    assert Corrupted(Slow(), "blur", 1)[np.array([999_999])].shape == (1, 4, 4, 1)
    assert [list(indices) for indices in asked] == [[999_999]]
