"""The image that a probe shows to a net: one of its test images, or a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import zoo

if TYPE_CHECKING:
    import numpy as np

LUMA = (0.299, 0.587, 0.114)
"""Weights of red, green and blue in grey (ITU-R BT.601), as in JPEG."""


def shown_image(trained: zoo.Trained, image: int | Path, fit: str) -> tuple[np.ndarray, str]:
    """Returns an image as the net takes it, uint8 (H, W, C), and what it is.

    A file is read as one of a training folder is: turned as EXIF says, transparency on white, resized with
    antialiasing; where the net takes one channel, in grey. Where the net's images are not square, the middle is taken.

    Args:
        image: the number of a test image, from 0, or a file.
        fit: what becomes of a file that is not square, as in the dataset `image-folder`.

    Raises:
        zoo.UsageError: there is no such test image, no such file, or it is none or cannot have as many channels.
    """
    if isinstance(image, Path):
        return _of_file(image, trained, fit), image.name
    import numpy as np

    if not 0 <= image < len(trained.labels):
        raise zoo.UsageError(
            f"There is no test image {image}.",
            cause=f"The run was tested on {len(trained.labels):,}, numbered from 0.",
            hint=f"zoo probe {trained.name} activations:image={len(trained.labels) - 1}",
        )
    true, taken = (trained.classes[values[image]] for values in (trained.labels, trained.predictions))
    said = f"test image {image}, {true}" + (f", which the net takes for {taken}" if taken != true else "")
    return trained.images[np.array([image])][0], said


def _of_file(path: Path, trained: zoo.Trained, fit: str) -> np.ndarray:
    import numpy as np

    from zoo_classics.datasets.image_decoding import Unreadable, decode

    height, width, channels = trained.image_shape
    if channels not in (1, 3):
        raise zoo.UsageError(
            f"{path} cannot be shown to the net: its images have {channels} channels.",
            cause="A file gives 1, grey, or 3, colour.",
            hint=f"zoo probe {trained.name} activations:image=0",
        )
    try:
        colour = decode(path.read_bytes(), max(height, width), fit)
    except (OSError, Unreadable) as error:
        cause = getattr(error, "strerror", None) or str(error)
        hint = f"zoo probe {trained.name} activations:image=0"
        raise zoo.UsageError(f"{path} cannot be read as an image.", cause=f"{cause}.", hint=hint) from error
    top, left = (max(height, width) - height) // 2, (max(height, width) - width) // 2
    cut = colour[top : top + height, left : left + width]
    return cut if channels == 3 else np.rint(cut @ np.array(LUMA)).astype(np.uint8)[..., None]
