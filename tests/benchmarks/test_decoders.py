"""What the benchmark of decoders measures: the same pictures, in the same pixels, and what a bounded cache finds."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from benchmarks import decoders
from zoo_classics.datasets.image_decoding import decode


@pytest.fixture
def picture() -> bytes:
    written = io.BytesIO()
    Image.fromarray(np.random.default_rng(0).integers(0, 256, (32, 32, 3), np.uint8)).save(written, "JPEG")
    return written.getvalue()


def test_a_photo_is_decoded_in_draft_mode_to_the_same_pixels(picture: bytes) -> None:
    photo = decoders.photo(picture, 0)
    assert Image.open(io.BytesIO(photo)).size == (1024, 768)
    assert np.array_equal(decoders.draft(photo, 100), decode(photo, 100))
    assert not np.array_equal(decoders.whole(photo, 100), decode(photo, 100))
    assert decoders.fitted(np.asarray(decode(photo, 32)), 32).shape == (32, 32, 3)


def test_kept_pictures_are_a_row(picture: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZOO_DATA", "")  # what it sets is undone
    assert decoders.kept([picture] * 3, 32, tmp_path)[:2] == ["3 kept, 32x32", "zoo.keep_images"]
    assert sum(file.stat().st_size for file in tmp_path.glob("*/*")) == 3 * 3076


def test_what_was_asked_for_last_is_seldom_asked_for_next() -> None:
    share, found, same = decoders.hits(0.5, count=200)
    assert (share, same) == ("50%", "50.0%")
    assert 0 < float(str(found).rstrip("%")) < 25


def test_without_the_data_it_says_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv("ZOO_TEST_DATA", raising=False)
    assert decoders.main() == 0
    assert "ZOO_TEST_DATA" in capsys.readouterr().out
