"""The benchmark on MNIST: left out unless asked for, and run for real on a few made images."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from benchmarks import mnist
from benchmarks.seeds import Entry


@pytest.fixture
def archives(tmp_path: Path) -> Path:
    """MNIST's four archives with as many images as it has, all of them black."""
    folder = tmp_path / "mnist"
    folder.mkdir()
    for part, count in (("train", 60_000), ("t10k", 10_000)):
        sides = [side.to_bytes(4, "big") for side in (count, 28, 28)]
        images = bytes([0, 0, 8, 3]) + b"".join(sides) + bytes(count * 784)
        labels = bytes([0, 0, 8, 1]) + sides[0] + bytes(range(10)) * (count // 10)
        (folder / f"{part}-images-idx3-ubyte.gz").write_bytes(gzip.compress(images, 1))
        (folder / f"{part}-labels-idx1-ubyte.gz").write_bytes(gzip.compress(labels, 1))
    return folder


def test_it_is_long_and_left_out_unless_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("BENCH", raising=False)
    assert mnist.main() == 0
    assert "BENCH=full" in capsys.readouterr().out


def test_it_is_left_out_without_the_data(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("BENCH", "full")
    monkeypatch.setenv("ZOO_TEST_DATA", str(tmp_path))
    assert mnist.main() == 0
    assert "ZOO_TEST_DATA" in capsys.readouterr().out


def test_ours_and_the_peer_train_on_the_same_files(archives: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = Entry(
        name="tiny",
        run=("-m", "mlp:units=8", "-r", "article:epochs=1", "--limit", "40"),
        peer=("--model", "cnn", "--epochs", "1", "--limit", "40"),
        seeds=1,
        published=98.38,
        bar=101,
    )
    assert mnist.compare([made], archives, as_is=True) == 1
    assert len(made.ours) == len(made.theirs) == 1
    assert all(0 <= result.accuracy <= 100 and result.minutes > 0 for result in made.ours + made.theirs)
    assert "MISSED by" in capsys.readouterr().out
