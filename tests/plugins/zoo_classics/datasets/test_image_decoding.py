"""Any JPEG or PNG as a square of RGB: sizes, colour modes, orientation, damage."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image

from zoo_classics.datasets.image_decoding import Unreadable, decode


def encoded(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def striped(width: int, height: int) -> Image.Image:
    """Red in the left third, green in the middle, blue in the right third."""
    pixels = np.zeros((height, width, 3), np.uint8)
    for channel in range(3):
        pixels[:, channel * width // 3 : (channel + 1) * width // 3, channel] = 255
    return Image.fromarray(pixels)


@pytest.mark.parametrize("size", [(32, 32), (90, 30), (30, 90), (1, 50), (7, 5), (500, 400)])
@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_every_size_becomes_a_square(size: tuple[int, int], kind: str) -> None:
    image = decode(encoded(Image.new("RGB", size, (200, 100, 50)), kind), 32)
    assert image.shape == (32, 32, 3)
    assert image.dtype == np.uint8
    assert np.abs(image.astype(int) - (200, 100, 50)).max() <= 3


def test_the_middle_is_cut_out_and_the_aspect_stays() -> None:
    image = decode(encoded(striped(90, 30)), 30)
    assert (image == (0, 255, 0)).all()


def test_an_image_of_the_right_size_keeps_its_pixels() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (16, 16, 3), dtype=np.uint8)
    assert np.array_equal(decode(encoded(Image.fromarray(pixels)), 16), pixels)


def test_large_jpegs_decoded_small_look_the_same() -> None:
    """JPEG's own scaling is a box filter, so a smooth image may differ by a few levels, and no more."""
    ramp = np.linspace(0, 255, 640).astype(np.uint8)
    image = Image.fromarray(np.stack([np.tile(ramp, (640, 1))] * 3, axis=-1))
    small = decode(encoded(image, "JPEG", quality=95), 32).astype(int)
    exact = np.asarray(image.resize((32, 32), Image.Resampling.BOX)).astype(int)
    assert np.abs(small - exact).max() <= 4


@pytest.mark.parametrize(
    ("mode", "colour", "expected"),
    [
        ("L", 120, (120, 120, 120)),
        ("1", 1, (255, 255, 255)),
        ("RGBA", (200, 100, 50, 255), (200, 100, 50)),
        ("RGBA", (200, 100, 50, 0), (255, 255, 255)),
        ("RGBA", (0, 0, 0, 127), (128, 128, 128)),
        ("LA", (0, 0), (255, 255, 255)),
        ("I;16", 257 * 77, (77, 77, 77)),
    ],
)
def test_pngs_of_every_mode(mode: str, colour: Any, expected: tuple[int, int, int]) -> None:
    image = decode(encoded(Image.new(mode, (10, 10), colour)), 8)
    assert np.abs(image.astype(int) - expected).max() <= 1


@pytest.mark.parametrize("transparent", [False, True])
def test_palettes(transparent: bool) -> None:
    image = Image.new("P", (10, 10), 1)
    image.putpalette([9, 9, 9, 200, 100, 50])
    content = encoded(image, **({"transparency": 1} if transparent else {}))
    assert decode(content, 8)[0, 0].tolist() == ([255, 255, 255] if transparent else [200, 100, 50])


def test_cmyk_jpegs() -> None:
    image = decode(encoded(Image.new("CMYK", (10, 10), (0, 255, 255, 0)), "JPEG"), 8)
    assert np.abs(image[0, 0].astype(int) - (255, 0, 0)).max() <= 6


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_turned_as_exif_says(kind: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # shown after a quarter turn clockwise
    pixels = np.zeros((16, 16, 3), np.uint8)
    pixels[:8] = 255
    turned = decode(encoded(Image.fromarray(pixels), kind, exif=exif), 16)
    assert turned[:, 12:].min() > 200
    assert turned[:, :4].max() < 50


def test_turned_as_exif_after_the_pixels_says() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    content = encoded(striped(16, 16), exif=exif)
    start = content.index(b"eXIf") - 4
    end = start + 12 + int.from_bytes(content[start : start + 4], "big")
    moved = content[:start] + content[end:-12] + content[start:end] + content[-12:]
    assert moved.index(b"IDAT") < moved.index(b"eXIf")
    assert np.array_equal(decode(moved, 16), decode(content, 16))
    assert not np.array_equal(decode(moved, 16), np.asarray(striped(16, 16)))


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
@pytest.mark.parametrize("keep", [0, 10, 0.5, 0.9])
def test_truncated_files_are_unreadable(kind: str, keep: float) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    content = encoded(Image.fromarray(noise), kind)
    with pytest.raises(Unreadable):
        decode(content[: int(keep * len(content)) if keep < 1 else keep], 8)


@pytest.mark.parametrize("content", [b"<html>", b"GIF89a" + bytes(50)])
def test_other_formats_are_unreadable(content: bytes) -> None:
    with pytest.raises(Unreadable, match="neither JPEG nor PNG"):
        decode(content, 8)


def test_a_bomb_is_unreadable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 40)
    with pytest.raises(Unreadable):
        decode(encoded(Image.new("RGB", (10, 10))), 8)
