"""The contract of a dataset that reads image files: what it makes of one, and how it refuses what is none."""

from __future__ import annotations

import io
from typing import Any

import numpy as np

from zoo.errors import DataError, reason
from zoo.testing.framework import Broken, Subject, check

SHAPE = (6, 9, 3)


@check("dataset", "files", "where it reads image files, `decode` gives the shape asked for, and refuses what is none")
def files(subject: Subject) -> None:
    dataset: Any = subject.component
    if dataset.decode is None:
        return
    if wrong := [suffix for suffix in dataset.suffixes if suffix != suffix.lower() or not suffix.startswith(".")]:
        raise Broken("suffixes in small letters, with the dot", repr(wrong[0]), 'write suffixes=(".jpg", ".png")')
    decode = dataset.bound("decode", subject.values)
    _check_refusal(decode)
    if ".png" in dataset.suffixes:
        _check_image(decode(_png(), SHAPE))


def _check_refusal(decode: Any) -> None:
    remedy = 'raise zoo.DataError("...", cause="It is none of ...") where the bytes are no image'
    try:
        found = decode(b"no image", SHAPE)
    except DataError as refused:
        if refused.cause is None:
            raise Broken("zoo.DataError with its cause", f"no cause of {refused.message!r}", remedy) from refused
    except Exception as error:
        raise Broken("zoo.DataError for what is no image", reason(error), remedy) from error
    else:
        raise Broken("zoo.DataError for what is no image", f"{type(found).__name__} for it", remedy)


def _check_image(image: Any) -> None:
    form = f"{getattr(image, 'dtype', type(image).__name__)} {getattr(image, 'shape', '')}"
    if form != f"uint8 {SHAPE}":
        raise Broken(f"uint8 {SHAPE} of a PNG of 20x20", form, "return np.uint8 of the `image_shape` that is given")


def _png() -> bytes:
    from PIL import Image

    Image.fromarray(np.zeros((20, 20, 3), np.uint8)).save(stream := io.BytesIO(), format="png")
    return stream.getvalue()
