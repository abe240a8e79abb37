"""What stands in an image file beside its pixels: how it is turned, and the file without all that may be broken."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from PIL import Image

EXIF = frozenset({"exif", "Raw profile type exif", "xmp", "XML:com.adobe.xmp"})
"""Where Pillow keeps what EXIF says of an image."""
TURNS = {2: 0, 3: 3, 4: 1, 5: 5, 6: 4, 7: 6, 8: 2}
"""EXIF's orientations, and the `PIL.Image.Transpose` that shows an image as it is meant."""
METADATA, TURNED, PIXELS = range(3)
"""What a part of a file is needed for: nothing here, to turn the image, to decode it."""
PNG = b"\x89PNG\r\n\x1a\n"
TIFF_PIXELS = frozenset({*range(254, 264), 266, 273, *range(277, 280), 284, 292, 293, 317, *range(320, 326), 332, 338})
TIFF_PIXELS |= {336, 339, 340, 341, 347, *range(512, 522), *range(529, 533)}
"""The tags without which a TIFF's pixels cannot be decoded."""


def orientation(image: Image.Image) -> Image.Transpose | None:
    """Returns how a loaded image has to be transposed, as far as its metadata can be read."""
    from PIL import Image

    if EXIF.isdisjoint(image.info):
        return None
    try:
        return Image.Transpose(TURNS[image.getexif()[0x0112]])
    except Exception:  # noqa: BLE001 - broken metadata raise anything, and the pixels are whole all the same
        return None


def variants(content: bytes) -> Iterator[bytes]:
    """Yields the content of a file, then, for a decoder that failed over metadata, without them: with EXIF alone, with
    none. What the pixels need stays in all of them."""
    yield content
    for start, parts in PARTS.items():
        for least in (TURNED, PIXELS) if content.startswith(start) else ():
            yield b"".join(part for need, part in parts(content, least) if need >= least)


def _png(content: bytes, _: int) -> Iterator[tuple[int, bytes]]:
    """Yields each chunk and what it is needed for: those with a large letter first are, and tRNS, for the pixels."""
    yield PIXELS, PNG
    start = len(PNG)
    while start < len(content):
        end = start + 12 + int.from_bytes(content[start : start + 4], "big")
        name = content[start + 4 : start + 8]
        need = PIXELS if name[:1].isupper() or name == b"tRNS" else TURNED if name == b"eXIf" else METADATA
        yield need, content[start:end]
        start = end


def _jpeg(content: bytes, _: int) -> Iterator[tuple[int, bytes]]:
    """Yields each segment and what it is needed for; all from the first scan on is one.

    Comments (FE) and what applications add (E0 to EF) are metadata, but for Adobe's word on how colours are meant."""
    yield PIXELS, content[:2]
    start = 2
    while content[start : start + 1] == b"\xff" and (marker := content[start + 1 : start + 2]) not in (b"\xda", b""):
        if marker == b"\xff":  # padding
            start += 1
            continue
        end = start + 2 + int.from_bytes(content[start + 2 : start + 4], "big")
        part, added = content[start:end], marker == b"\xfe" or b"\xe0" <= marker <= b"\xef"
        need = PIXELS if not added or (part[4:9] == b"Adobe" and len(part) > 15) else METADATA
        yield TURNED if part[4:8] == b"Exif" else need, part
        start = end
    yield PIXELS, content[start:]


def _tiff(content: bytes, least: int) -> Iterator[tuple[int, bytes]]:
    """Yields the file with as many entries in its first directory as are needed; whatever they point to stays."""
    order: Literal["little", "big"] = "little" if content[:2] == b"II" else "big"
    start = int.from_bytes(content[4:8], order)
    end = start + 2 + 12 * int.from_bytes(content[start : start + 2], order)
    entries = [content[place : place + 12] for place in range(start + 2, end, 12)]
    tags = [int.from_bytes(entry[:2], order) for entry in entries]
    needs = [PIXELS if tag in TIFF_PIXELS else TURNED if tag == 274 else METADATA for tag in tags]
    kept = b"".join(entry for need, entry in zip(needs, entries, strict=True) if need >= least)
    directory = (len(kept) // 12).to_bytes(2, order) + kept
    yield PIXELS, content[:start] + directory + bytes(end + 4 - start - len(directory)) + content[end + 4 :]


PARTS: dict[bytes, Callable[[bytes, int], Iterator[tuple[int, bytes]]]] = {
    PNG: _png,
    b"\xff\xd8\xff": _jpeg,
    b"II*\0": _tiff,
    b"MM\0*": _tiff,
}
