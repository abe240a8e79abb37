"""Any image file as a square of RGB: kinds, sizes, colour modes, transparency, orientation, damage."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from zoo_classics.datasets.image_decoding import Facts, Unreadable, decode, look

KINDS = ["PNG", "JPEG", "BMP", "WEBP", "TIFF", "GIF"]


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


@pytest.mark.parametrize("size", [(32, 32), (90, 30), (30, 90), (1, 500), (7, 5), (500, 400)])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("fit", ["crop", "pad", "stretch"])
def test_every_size_of_every_kind_becomes_a_square(size: tuple[int, int], kind: str, fit: str) -> None:
    image = decode(encoded(Image.new("RGB", size, (200, 100, 50)), kind), 32, fit)
    assert image.shape == (32, 32, 3)
    assert image.dtype == np.uint8
    assert np.abs(image[16, 15].astype(int) - (200, 100, 50)).max() <= 3


def test_the_middle_is_cut_out_and_the_aspect_stays() -> None:
    image = decode(encoded(striped(90, 30)), 30)
    assert (image == (0, 255, 0)).all()


def test_padding_keeps_all_between_black_bars() -> None:
    image = decode(encoded(striped(90, 30)), 30, "pad")
    assert not image[:10].any()
    assert not image[20:].any()
    assert [image[15, column].tolist() for column in (2, 15, 27)] == [[255, 0, 0], [0, 255, 0], [0, 0, 255]]


def test_stretching_keeps_all_and_gives_up_the_aspect() -> None:
    image = decode(encoded(striped(90, 30)), 30, "stretch")
    for row in (0, 29):
        assert [image[row, column].tolist() for column in (2, 15, 27)] == [[255, 0, 0], [0, 255, 0], [0, 0, 255]]


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


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(depth: int, kind: int, row: bytes, *chunks: bytes) -> bytes:
    """Returns a PNG of 16 equal rows of 16 pixels, with chunks before its pixels."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 16, 16, depth, kind, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress((b"\0" + row) * 16))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + pixels + chunk(b"IEND", b"")


def clear(*values: int) -> bytes:
    """Returns the chunk that names the one transparent colour."""
    return chunk(b"tRNS", struct.pack(f">{len(values)}H", *values))


COLOUR = struct.pack(">48H", *[1000, 2000, 3000] * 16)


@pytest.mark.parametrize(
    ("depth", "kind", "row", "same", "other", "opaque"),
    [
        (1, 0, b"\0" * 2, (0,), (1,), 0),
        (2, 0, b"\x55" * 4, (1,), (2,), 85),
        (4, 0, b"\x55" * 8, (5,), (6,), 85),
        (8, 0, bytes([77] * 16), (77,), (78,), 77),
        (8, 2, bytes([10, 20, 30] * 16), (10, 20, 30), (10, 20, 31), (10, 20, 30)),
        (16, 0, struct.pack(">16H", *[1000] * 16), (1000,), (1001,), 3),
        (16, 2, COLOUR, (1000, 2000, 3000), (1000, 2000, 3001), (3, 7, 11)),
        (16, 2, COLOUR, (1000, 2000, 3000), (3, 7, 11), (3, 7, 11)),
    ],
)
def test_the_transparent_colour_of_every_depth(
    depth: int, kind: int, row: bytes, same: tuple[int, ...], other: tuple[int, ...], opaque: Any
) -> None:
    assert (decode(png(depth, kind, row, clear(*same)), 8) == 255).all()
    assert (decode(png(depth, kind, row, clear(*other)), 8) == opaque).all()


@pytest.mark.parametrize("kind", ["WEBP", "GIF"])
def test_transparency_of_other_kinds_is_white(kind: str) -> None:
    content = encoded(Image.new("RGBA", (10, 10), (200, 100, 50, 0)), kind)
    assert (decode(content, 8) == 255).all()


def test_numbers_without_a_white_are_refused() -> None:
    for mode in ("F", "I"):
        with pytest.raises(Unreadable, match="which of them is white is not known"):
            decode(encoded(Image.new(mode, (10, 10)), "TIFF"), 8)


def test_grey_of_16_bits_in_a_tiff() -> None:
    assert (decode(encoded(Image.new("I;16", (10, 10), 257 * 77), "TIFF"), 8) == 77).all()


HUGE = zlib.compress(bytes(3 << 20))
METADATA = {
    "a profile of 3 MiB": chunk(b"iCCP", b"x\0\0" + HUGE),
    "a comment of 3 MiB": chunk(b"zTXt", b"Comment\0\0" + HUGE),
    "a wrong checksum": chunk(b"tEXt", b"a\0b")[:-1] + b"!",
    "a resolution cut short": chunk(b"pHYs", b"\0"),
    "an animation cut short": chunk(b"acTL", b""),
}


@pytest.mark.parametrize("what", METADATA)
def test_pngs_are_read_whatever_their_metadata(what: str) -> None:
    image = decode(png(8, 2, bytes([10, 20, 30] * 16), METADATA[what], clear(1, 2, 3)), 8)
    assert (image == (10, 20, 30)).all()


def segment(marker: int, data: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(data) + 2) + data


def exif(*entries: tuple[int, int, int, bytes]) -> bytes:
    """Returns the segment with EXIF of (tag, type, count, value) entries."""
    packed = b"".join(struct.pack("<HHI", *entry[:3]) + entry[3] for entry in entries)
    return segment(0xE1, b"Exif\0\0II*\0" + struct.pack("<IH", 8, len(entries)) + packed + bytes(4))


TURN = (0x0112, 3, 1, struct.pack("<HH", 6, 0))
ODD = {
    "a signed BitsPerSample": exif((0x0102, 6, 1, struct.pack("<i", -1)), TURN),
    "an InteroperabilityIFD of text": exif(TURN, (0xA005, 2, 4, b"abc\0")),
    "JFIF cut short": segment(0xE0, b"JFIF\0") + exif(TURN),
    "a profile cut short": segment(0xE2, b"ICC_PROFILE\0") + exif(TURN),
}


@pytest.mark.parametrize("what", ODD)
def test_jpegs_are_read_and_turned_whatever_else_stands_in_them(what: str) -> None:
    content = encoded(striped(48, 48), "JPEG", quality=95)
    image = decode(content[:2] + ODD[what] + content[2:], 48).astype(int)
    for row, colour in ((4, (255, 0, 0)), (24, (0, 255, 0)), (43, (0, 0, 255))):
        assert np.abs(image[row] - colour).max() < 30


def test_exif_that_cannot_be_read_turns_nothing() -> None:
    content = encoded(striped(48, 48), "JPEG", quality=95)
    broken = segment(0xE1, b"Exif\0\0" + b"\xff" * 40)
    assert np.array_equal(decode(content[:2] + broken + content[2:], 48), decode(content, 48))


def test_tiffs_are_read_whatever_else_stands_in_them() -> None:
    content = bytearray(encoded(striped(16, 16), "TIFF", description="a" * 50))
    start = int.from_bytes(content[4:8], "little") + 2
    tags = range(start, start + 12 * int.from_bytes(content[start - 2 : start], "little"), 12)
    place = next(tag for tag in tags if content[tag : tag + 2] == b"\x0e\x01")
    content[place + 2 : place + 12] = b"\xff" * 10
    assert np.array_equal(decode(bytes(content), 16), np.asarray(striped(16, 16)))


@pytest.mark.parametrize(
    ("content", "facts"),
    [
        (encoded(Image.new("RGB", (30, 20)), "JPEG"), Facts(30, 20, "")),
        (encoded(Image.new("RGBA", (30, 20), (1, 2, 3, 255))), Facts(30, 20, "")),
        (encoded(Image.new("RGBA", (30, 20), (1, 2, 3, 99))), Facts(30, 20, "transparent")),
        (encoded(Image.new("I;16", (30, 20))), Facts(30, 20, "deep")),
        (png(16, 2, COLOUR, clear(1000, 2000, 3000)), Facts(16, 16, "deep transparent")),
        (encoded(Image.new("L", (9, 9)), "GIF", save_all=True, append_images=[striped(9, 9)]), Facts(9, 9, "frames")),
    ],
)
def test_facts(content: bytes, facts: Facts) -> None:
    assert look(content) == facts


def test_pillow_says_nothing_on_the_terminal(tmp_path: Path) -> None:
    content = encoded(striped(48, 48), "JPEG")
    (tmp_path / "a.jpg").write_bytes(
        content[:2] + segment(0xE1, b"Exif\0\0II*\0" + b"\x08\0\0\0\xff\xff") + content[2:]
    )
    code = (
        "import sys, warnings, pathlib; from PIL import Image; "
        "from zoo_classics.datasets.image_decoding import decode; warnings.simplefilter('always'); "
        "Image.MAX_IMAGE_PIXELS = 2000; "
        "decode(pathlib.Path(sys.argv[1]).read_bytes(), 8)"
    )
    done = subprocess.run([sys.executable, "-c", code, tmp_path / "a.jpg"], capture_output=True, text=True, check=True)
    assert done.stderr == ""


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


@pytest.mark.parametrize("content", [b"<html>", b"GIF89a" + bytes(50), encoded(Image.new("RGB", (8, 8)), "ICO")])
def test_other_formats_are_unreadable(content: bytes) -> None:
    with pytest.raises(Unreadable, match="none of JPEG, PNG"):
        decode(content, 8)


def test_a_bomb_is_unreadable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 40)
    with pytest.raises(Unreadable):
        decode(encoded(Image.new("RGB", (10, 10))), 8)
