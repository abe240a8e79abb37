"""The image that a probe shows to a net: one of its test images, or a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import zoo

if TYPE_CHECKING:
    import numpy as np


def shown_image(trained: zoo.Trained, image: int | Path, fit: str) -> tuple[np.ndarray, str]:
    """Returns an image as the net takes it, uint8 (H, W, C), and what it is.

    A file is read as one of a training folder is: turned as EXIF says, transparency on white, resized with
    antialiasing; where the net takes one channel, in grey.

    Args:
        image: the number of a test image, from 0, or a file.
        fit: what becomes of a file of another form, as in the dataset `image-folder`.

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
    from zoo_classics.datasets.image_reading import read

    hint = f"zoo probe {trained.name} activations:image=0"
    try:
        return read(path.read_bytes(), trained.image_shape, fit=fit)
    except zoo.UsageError as error:
        message = f"{path} cannot be shown to the net: its images have {trained.image_shape[2]} channels."
        raise zoo.UsageError(message, cause=error.cause, hint=hint) from error
    except (OSError, zoo.DataError) as error:
        cause = f"{error.strerror}." if isinstance(error, OSError) else error.cause
        raise zoo.UsageError(f"{path} cannot be read as an image.", cause=cause, hint=hint) from error
