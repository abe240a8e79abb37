"""One file for a net of any size: as the files of a folder are read, and what no result depends on."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image, ImageOps

import zoo
from zoo.experiments import provenance
from zoo.experiments import registry as registries
from zoo_classics.datasets.image_decoding import decode
from zoo_classics.datasets.image_reading import read

PICTURE = Image.fromarray(np.random.default_rng(0).integers(0, 256, (12, 20, 3), dtype=np.uint8))


def content(picture=PICTURE):
    picture.save(stream := io.BytesIO(), format="png")
    return stream.getvalue()


@pytest.mark.parametrize("fit", ["crop", "pad", "stretch"])
def test_a_square_is_what_a_folder_gives(fit):
    assert np.array_equal(read(content(), (8, 8, 3), fit=fit), decode(content(), 8, fit))


def test_other_forms_are_fitted_alike():
    fitted = {
        "crop": ImageOps.fit(PICTURE, (9, 6), Image.Resampling.BILINEAR),
        "pad": ImageOps.pad(PICTURE, (9, 6), Image.Resampling.BILINEAR),
        "stretch": PICTURE.resize((9, 6), Image.Resampling.BILINEAR),
    }
    for fit, expected in fitted.items():
        assert np.array_equal(read(content(), (6, 9, 3), fit=fit), np.asarray(expected)), fit
        assert np.array_equal(read(content(), (12, 20, 3), fit=fit), np.asarray(PICTURE)), "it has that size"


def test_for_one_channel_it_is_grey():
    grey = read(content(), (12, 20, 1))
    np.testing.assert_allclose(grey[..., 0], np.asarray(PICTURE.convert("L")), atol=1)
    assert np.array_equal(read(content(PICTURE.convert("L")), (12, 20, 1))[..., 0], np.asarray(PICTURE.convert("L")))


def test_what_is_refused():
    with pytest.raises(zoo.DataError, match="cannot be read") as refused:
        read(b"no image", (8, 8, 3))
    assert refused.value.cause == "It is none of JPEG, PNG, BMP, WEBP, TIFF, GIF, or its beginning is damaged."
    with pytest.raises(zoo.UsageError, match="4 channels"):
        read(content(), (8, 8, 4))


def test_no_result_depends_on_how_files_are_read_for_predicting():
    made_by = provenance.component_code(registries.load(local=False), "dataset", "image-folder")["sources"]
    assert "zoo_classics.datasets.image_decoding" in made_by
    assert "zoo_classics.datasets.image_reading" not in made_by
