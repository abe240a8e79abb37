"""One JPEG or PNG, of any size and colour mode, as a square of RGB."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from PIL import Image


BILINEAR = 2  # `PIL.Image.Resampling.BILINEAR`, named without importing Pillow
TURNED = frozenset({"exif", "Raw profile type exif", "xmp", "XML:com.adobe.xmp"})
"""Where Pillow keeps what EXIF says of an image."""


class Unreadable(Exception):
    """These bytes are no image that can be decoded; the message says why."""


def decode(content: bytes, size: int) -> np.ndarray:
    """Returns uint8 (size, size, 3): turned as EXIF says, transparency on white, then resized so that the shorter side
    fits, with antialiasing, and the middle cut out.

    Raises:
        Unreadable: it is neither JPEG nor PNG, or is damaged.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as image:
            # A JPEG of many pixels is decoded at a half, a quarter or an eighth.
            image.draft(None, (2 * size, 2 * size))
            image.load()  # a PNG may tell how it is turned after its pixels
            if not TURNED.isdisjoint(image.info):
                ImageOps.exif_transpose(image, in_place=True)
            shown = _rgb(image)
            square = shown if shown.size == (size, size) else ImageOps.fit(shown, (size, size), BILINEAR)
            return np.asarray(square)
    except UnidentifiedImageError as error:
        raise Unreadable("it is neither JPEG nor PNG") from error
    except Exception as error:  # damaged files raise anything: OSError, SyntaxError, struct.error, zlib.error
        raise Unreadable(str(error) or type(error).__name__) from error


def _rgb(image: Image.Image) -> Image.Image:
    """Returns an image of any mode as RGB."""
    from PIL import Image

    if image.mode.startswith("I"):  # 16 bits of grey, which Pillow would cut off at 255
        image = Image.fromarray((np.asarray(image).astype(np.int64) // 257).clip(0, 255).astype(np.uint8))
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        opaque = image.convert("RGBA")
        white = Image.new("RGBA", opaque.size, "white")
        return Image.alpha_composite(white, opaque).convert("RGB")
    return image if image.mode == "RGB" else image.convert("RGB")
