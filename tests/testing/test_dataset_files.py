"""The check of datasets that read image files."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import zoo
from zoo.testing.framework import run
from zoo_classics.datasets.image_reading import READERS

PLAIN = zoo.Dataset(name="made", summary="made in a test", load=lambda: None)
SOUND = replace(PLAIN, **READERS["image-folder"])


def found(dataset):
    [result] = run(dataset, only=["files"])
    return result


def read(content, image_shape):
    return SOUND.decode(content, image_shape)


def raising(error):
    def decode(content, image_shape):
        raise error

    return decode


@pytest.mark.parametrize("dataset", [PLAIN, SOUND], ids=["reads none", "reads files"])
def test_what_is_sound_passes(dataset):
    assert found(dataset).status == "passed"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"suffixes": ("png",)}, "'png'"),
        ({"suffixes": (".PNG",)}, "'.PNG'"),
        ({"decode": lambda content, image_shape: np.zeros(image_shape, np.uint8)}, "ndarray for it"),
        ({"decode": raising(OSError("broken"))}, "OSError: broken"),
        ({"decode": raising(zoo.DataError("It is none."))}, "no cause of 'It is none.'"),
        ({"decode": lambda content, image_shape: read(content, image_shape) / 255}, "float64 (6, 9, 3)"),
        ({"decode": lambda content, image_shape: read(content, image_shape)[0]}, "uint8 (9, 3)"),
    ],
)
def test_what_is_wrong_is_said_with_the_remedy(changed, said):
    result = found(replace(SOUND, **changed))
    assert (result.status, result.found.partition(" (test_")[0]) == ("failed", said)
    assert result.remedy
