"""One image file for a net of any size: read as those of a folder are, in grey where the net takes one channel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import zoo
from zoo_classics.datasets.image_tree import SUFFIXES

if TYPE_CHECKING:
    import numpy as np

LUMA = (0.299, 0.587, 0.114)
"""Weights of red, green and blue in grey (ITU-R BT.601), as in JPEG."""


def read(content: bytes, image_shape: tuple[int, int, int], *, fit: str = "crop") -> np.ndarray:
    """Returns uint8 (H, W, C): turned as EXIF says, transparency on white, then resized with antialiasing.

    Args:
        content: of the file.
        image_shape: (H, W, C), of 1 channel, grey, or 3, colour.
        fit: what becomes of an image of another form, as in `image_decoding.decode`.

    Raises:
        zoo.DataError: it is no image, or a damaged one; the cause is a sentence.
        zoo.UsageError: a file gives no images of so many channels.
    """
    import numpy as np

    from zoo_classics.datasets.image_decoding import Unreadable, decode

    height, width, channels = image_shape
    if channels not in (1, 3):
        cause = "A file gives 1, grey, or 3, colour."
        raise zoo.UsageError(f"The net takes images of {channels} channels.", cause=cause, hint="zoo list datasets")
    try:
        colour = decode(content, height, fit) if height == width else _oblong(content, (width, height), fit)
    except Unreadable as error:
        cause = f"{str(error)[:1].upper()}{str(error)[1:]}."
        raise zoo.DataError("This file cannot be read as an image.", cause=cause) from error
    return colour if channels == 3 else np.rint(colour @ np.array(LUMA)).astype(np.uint8)[..., None]


def _oblong(content: bytes, size: tuple[int, int], fit: str) -> np.ndarray:
    """Returns an image that is no square, uint8 (H, W, 3), fitted as `image_decoding.decode` fits squares."""
    import numpy as np
    from PIL import ImageOps

    from zoo_classics.datasets.image_decoding import BILINEAR, _read

    image, _ = _read(content, 2 * max(size))
    if fit == "stretch":
        return np.asarray(image.resize(size, BILINEAR))
    return np.asarray((ImageOps.pad if fit == "pad" else ImageOps.fit)(image, size, BILINEAR))


READERS: Mapping[str, Mapping[str, Any]] = {"image-folder": {"decode": read, "suffixes": SUFFIXES}}
"""By name of a dataset, the fields of its description that say how files are read."""
