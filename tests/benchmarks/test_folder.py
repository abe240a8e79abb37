"""The folders that the benchmark compares: a tenth of the images, and the same ones as files and as arrays."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from benchmarks import folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for part, name in (("train", "cat"), ("train", "dog"), ("test", "cat"), ("test", "dog")):
        place = tmp_path / "images" / part / name
        place.mkdir(parents=True)
        for number in range(20):
            Image.new("RGB", (32, 32), (number, 0, 0)).save(place / f"{number:02}.png")
    return tmp_path / "images"


def test_a_tenth_of_every_class(root: Path, tmp_path: Path) -> None:
    found = folder.share(root, tmp_path / "share")
    assert len(list(found.glob("*/*/*.png"))) == 8
    assert (found / "test" / "dog" / "10.png").read_bytes() == (root / "test" / "dog" / "10.png").read_bytes()


def test_all_hold_the_same_images(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ZOO_DATA", "ZOO_KEEP"):
        monkeypatch.setenv(name, "")  # what it sets is undone
    found = folder.splits(root, tmp_path, 10, times=2)
    sizes = {name: sum(file.stat().st_size for file in (tmp_path / name).glob("*/*")) for name in folder.FRACTIONS}
    assert sizes == {"all": 80 * 3076, "half": 40 * 3076, "none": 0}
    for splits in found.values():
        assert np.array_equal(splits.train.images[np.arange(10)], found["array"].train.images[:])
        assert splits.train.labels.tolist() == [0, 0, 0, 1, 1, 0, 0, 1, 1, 1]


def test_without_the_data_it_says_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv("ZOO_TEST_DATA", raising=False)
    assert folder.main() == 0
    assert "ZOO_TEST_DATA" in capsys.readouterr().out
