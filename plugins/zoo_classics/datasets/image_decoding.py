"""One image file, of any kind that is read, any size and any colour mode, as a square of RGB."""

from __future__ import annotations

import inspect
import io
import re
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from zoo_classics.datasets.image_metadata import orientation, variants

if TYPE_CHECKING:
    from PIL import Image

BILINEAR = 2  # `PIL.Image.Resampling.BILINEAR`, named without importing Pillow
FORMATS = ("JPEG", "PNG", "BMP", "WEBP", "TIFF", "GIF")
SILENT = ("ignore", None, Warning, re.compile(r"PIL\."), 0)
"""The filter of Pillow's warnings: what it thinks of a file's metadata is for no terminal."""


class Unreadable(Exception):
    """These bytes are no image that can be decoded; the message says why."""


class Facts(NamedTuple):
    """The width and height of an image in its file, and its marks, joined by spaces: `frames` where the file holds
    several images, `deep` where it has more than 8 bits per channel, `transparent` where some of it is."""

    width: int
    height: int
    marks: str


def decode(content: bytes, size: int, fit: str = "crop") -> np.ndarray:
    """Returns uint8 (size, size, 3): turned as EXIF says, transparency on white, then resized with antialiasing.

    Args:
        fit: what becomes of an image that is not square: `crop` has the shorter side fit, and cuts out the middle;
            `pad` has the longer side fit, between black bars; `stretch` gives up the aspect.

    Raises:
        Unreadable: it is none of `FORMATS`, or is damaged.
    """
    from PIL import Image, ImageOps

    image, _ = _read(content, 2 * size)
    if image.size != (size, size):
        if fit == "crop":
            image = ImageOps.fit(image, (size, size), BILINEAR)
        elif fit == "stretch":
            image = image.resize((size, size), BILINEAR)
        else:
            sides = [max(1, round(side * size / max(image.size))) for side in image.size]
            inner, image = image.resize(sides, BILINEAR), Image.new("RGB", (size, size))
            image.paste(inner, ((size - sides[0]) // 2, (size - sides[1]) // 2))
    return np.asarray(image)


def look(content: bytes) -> Facts:
    """Returns what a run should know of an image. Raises `Unreadable` as `decode` does: all of it is decoded."""
    return _read(content, 16)[1]


def version() -> str:
    """Returns what changes with what decodes: this code, Pillow and the libraries behind it."""
    import PIL
    from PIL import features

    libraries = [features.version(name) for name in ("jpg", "libjpeg_turbo", "zlib", "libtiff", "webp")]
    sources = [Path(file).read_text(encoding="utf-8") for file in (__file__, inspect.getfile(variants))]
    return "\n".join([PIL.__version__, *map(str, libraries), *sources])


def _read(content: bytes, least: int) -> tuple[Image.Image, Facts]:
    """Returns an image as RGB, of at least `least` pixels each way where it has as many, and its facts."""
    from PIL import UnidentifiedImageError

    if SILENT not in warnings.filters:
        warnings.filterwarnings("ignore", module=r"PIL\.")
    problem = ""
    for variant in variants(content):
        try:
            return _opened(variant, least)
        except UnidentifiedImageError:
            problem = problem or f"it is none of {', '.join(FORMATS)}, or its beginning is damaged"
        except Exception as error:  # noqa: BLE001 - damaged files raise anything: OSError, SyntaxError, zlib.error
            problem = problem or str(error) or type(error).__name__
    raise Unreadable(problem.rstrip("."))


def _opened(content: bytes, least: int) -> tuple[Image.Image, Facts]:
    from PIL import Image

    with Image.open(io.BytesIO(content), formats=FORMATS) as image:
        (width, height), depth, several = image.size, _depth(image, content), _animated(image)
        image.draft(None, (least, least))  # a JPEG of many pixels is decoded at a half, a quarter or an eighth
        image.load()  # a PNG may tell how it is turned after its pixels
        shown, transparent = _rgb(image, content, depth)
        if (method := orientation(image)) is not None:
            shown = shown.transpose(method)
        marks = {"frames": several, "deep": depth > 8, "transparent": transparent}
        return shown, Facts(width, height, " ".join(mark for mark, found in marks.items() if found))


def _depth(image: Image.Image, content: bytes) -> int:
    """Returns the bits per channel in the file."""
    if image.format == "PNG":
        return content[24]
    bits: Any = getattr(image, "tag_v2", {}).get(258, 8)
    return max(bits) if isinstance(bits, tuple) else int(bits)


def _animated(image: Image.Image) -> bool:
    """Whether a file holds more images than its first; the small ones that phones add to a JPEG (MPO) do not count."""
    try:
        return image.format != "MPO" and bool(getattr(image, "is_animated", False))
    except Exception:  # noqa: BLE001 - what is wrong with later images does not matter
        image.seek(0)
        return True


def _rgb(image: Image.Image, content: bytes, depth: int) -> tuple[Image.Image, bool]:
    """Returns an image of any mode as RGB on white, and whether some of it is transparent."""
    from PIL import Image

    if image.mode == "F" or (image.mode == "I" and depth > 16):
        raise Unreadable(f"its pixels are numbers of {depth} bits, and which of them is white is not known")
    clear = _clear(image, content, depth)
    if image.mode.startswith("I"):  # grey of more than 8 bits, which Pillow would cut off at 255
        grey = np.asarray(image).astype(np.int64) * 255 // (2**depth - 1)
        image = Image.fromarray(grey.clip(0, 255).astype(np.uint8))
    if clear is not None:
        pixels = np.array(image.convert("RGB"))
        pixels[clear] = 255
        return Image.fromarray(pixels), bool(clear.any())
    if not {"A", "a"}.isdisjoint(image.getbands()) or "transparency" in image.info:
        image = image.convert("RGBA")
        if image.getchannel("A").getextrema()[0] != 255:
            white = Image.new("RGBA", image.size, "white")
            return Image.alpha_composite(white, image).convert("RGB"), True
    return image if image.mode == "RGB" else image.convert("RGB"), False


def _clear(image: Image.Image, content: bytes, depth: int) -> np.ndarray | None:
    """Returns which pixels have the transparent colour of a PNG, which is given in as many bits as the file has; None
    where it has no such colour, or has 1 or 8 bits, which Pillow compares rightly."""
    key = image.info.get("transparency")
    if image.format != "PNG" or depth in (1, 8) or image.mode == "P" or key is None:
        return None
    values = np.asarray(image).astype(np.int64)
    if image.mode == "RGB":
        values = (values << 8) + _low_bytes(content)
    elif depth < 8:  # Pillow spreads the pixels over 0 to 255, and leaves the colour
        key = key * 255 // (2**depth - 1)
    same = values == np.asarray(key)
    return same.all(axis=-1) if same.ndim == 3 else same


def _low_bytes(content: bytes) -> np.ndarray:
    """Returns the lower 8 of a PNG's 16 bits, of which Pillow keeps the upper 8: decoded as if their order were
    reversed."""
    from PIL import Image, ImageFile

    with Image.open(io.BytesIO(content), formats=("PNG",)) as image:
        image.tile = [ImageFile._Tile(codec, box, offset, "RGB;16L") for codec, box, offset, _ in image.tile]
        return np.asarray(image)
