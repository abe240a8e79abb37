"""What an image file holds beside its pixels: how the image is turned; and the file without what may be broken."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from PIL import Image

EXIF = frozenset({"exif", "Raw profile type exif", "xmp", "XML:com.adobe.xmp"})
"""Where Pillow keeps what EXIF says of an image."""
TURNS = {2: 0, 3: 3, 4: 1, 5: 5, 6: 4, 7: 6, 8: 2}
"""EXIF's orientations, and the `PIL.Image.Transpose` that shows an image as it is meant."""
PNG = b"\x89PNG\r\n\x1a\n"
TIFF_PIXELS = frozenset({*range(254, 264), 266, 273, *range(277, 280), 284, 292, 293, 317, *range(320, 326), 332, 338})
TIFF_PIXELS |= {336, 339, 340, 341, 347, *range(512, 522), *range(529, 533)}
"""The tags without which a TIFF's pixels cannot be decoded."""
TIFF_ORIENTATION = 274


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
    """Yields a file as it is, and then, for a decoder that failed over its metadata, with EXIF alone and with none."""
    yield content
    for start, strip in STRIP.items():
        if content.startswith(start):
            yield strip(content, True)
            yield strip(content, False)


def _png(content: bytes, exif: bool) -> bytes:
    """Keeps the chunks that pixels are made of: tRNS, and those whose name begins with a capital letter."""
    kept, start = [PNG], len(PNG)
    while start < len(content):
        end = start + 12 + int.from_bytes(content[start : start + 4], "big")
        name = content[start + 4 : start + 8]
        if name[:1].isupper() or name == b"tRNS" or (exif and name == b"eXIf"):
            kept.append(content[start:end])
        start = end
    return b"".join(kept)


def _jpeg(content: bytes, exif: bool) -> bytes:
    """Drops the comments (FE) and what applications added (E0 to EF) before the first scan (DA), but for Adobe's
    segment, which says what the colours mean."""
    kept, start = [content[:2]], 2
    while content[start : start + 1] == b"\xff" and (marker := content[start + 1 : start + 2]) not in (b"\xda", b""):
        if marker == b"\xff":  # padding
            start += 1
            continue
        end = start + 2 + int.from_bytes(content[start + 2 : start + 4], "big")
        part, metadata = content[start:end], marker == b"\xfe" or b"\xe0" <= marker <= b"\xef"
        if not metadata or (part[4:9] == b"Adobe" and len(part) > 15) or (exif and part[4:8] == b"Exif"):
            kept.append(part)
        start = end
    return b"".join([*kept, content[start:]])


def _tiff(content: bytes, exif: bool) -> bytes:
    """Drops entries of the first directory; the values that they point to stay in their places."""
    order: Literal["little", "big"] = "little" if content[:2] == b"II" else "big"
    start = int.from_bytes(content[4:8], order)
    end = start + 2 + 12 * int.from_bytes(content[start : start + 2], order)
    entries = {content[place : place + 2]: content[place : place + 12] for place in range(start + 2, end, 12)}
    tags = TIFF_PIXELS | {TIFF_ORIENTATION} if exif else TIFF_PIXELS
    kept = [entry for tag, entry in entries.items() if int.from_bytes(tag, order) in tags]
    directory = len(kept).to_bytes(2, order) + b"".join(kept)
    return content[:start] + directory.ljust(end + 4 - start, b"\0") + content[end + 4 :]


STRIP = {PNG: _png, b"\xff\xd8\xff": _jpeg, b"II*\0": _tiff, b"MM\0*": _tiff}
"""How a file begins, and what drops its metadata."""
