"""The contract, the files as they are parsed, downloaded and imported; in small, and without the internet."""

import dataclasses
import functools
import gzip
import hashlib
import http.server
import subprocess
import sys
import threading

import numpy as np
import pytest

import zoo
from zoo.testing import checks
from zoo_fashion_mnist import dataset

test_components = checks("zoo-fashion-mnist")


@pytest.fixture
def archives(tmp_path, monkeypatch):
    """A folder with files like the published ones, of 30 and 20 images; the zoo keeps its data beside it."""
    monkeypatch.setenv("ZOO_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(dataset, "COUNTS", {"train": 30, "t10k": 20})
    folder = tmp_path / "archives"
    folder.mkdir()
    for part, count in dataset.COUNTS.items():
        write_idx(folder / f"{part}-images-idx3-ubyte.gz", np.arange(count * 784).reshape(count, 28, 28) % 251)
        write_idx(folder / f"{part}-labels-idx1-ubyte.gz", np.arange(count) % 10)
    return folder


def write_idx(path, values):
    sizes = b"".join(size.to_bytes(4, "big") for size in values.shape)
    path.write_bytes(gzip.compress(bytes([0, 0, 8, values.ndim]) + sizes + values.astype(np.uint8).tobytes()))


@pytest.fixture
def served(archives, monkeypatch):
    """The source, its files pinned as they are in `archives`, on a server of our own."""
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=archives)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        mirror = f"http://127.0.0.1:{server.server_port}/"
        files = tuple(pinned(archives / file.name, mirror) for file in dataset.SOURCE.files)
        monkeypatch.setattr(dataset, "SOURCE", dataclasses.replace(dataset.SOURCE, files=files))
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        yield archives
        server.shutdown()


def pinned(path, mirror):
    content = path.read_bytes()
    sha256 = hashlib.sha256(content).hexdigest()
    return zoo.RemoteFile(name=path.name, urls=(mirror + path.name,), sha256=sha256, size=len(content))


def test_what_is_downloaded_is_parsed_and_kept(served):
    splits = dataset.load()
    assert splits.train.images.shape == (30, 28, 28, 1)
    assert splits.test.images[1].ravel().tolist() == [pixel % 251 for pixel in range(784, 2 * 784)]
    assert splits.test.labels.tolist() == [*range(10), *range(10)]
    for file in served.iterdir():
        file.unlink()
    assert dataset.load().train.labels.tolist() == [*range(10), *range(10), *range(10)]


def test_a_file_of_another_checksum_is_refused(served):
    labels = served / "t10k-labels-idx1-ubyte.gz"
    changed = bytearray(labels.read_bytes())
    changed[-9] ^= 1
    labels.write_bytes(changed)
    with pytest.raises(zoo.DataError, match=r"^t10k-labels-idx1-ubyte\.gz .* could not be") as caught:
        dataset.load()
    assert "checksum mismatch" in str(caught.value)


@pytest.mark.parametrize("damage", [b"", b"no archive", gzip.compress(b"\0\0\x08\x01\0\0\0\x14" + bytes(19))])
def test_a_damaged_file_is_named(archives, damage):
    (archives / "t10k-labels-idx1-ubyte.gz").write_bytes(damage)
    with pytest.raises(zoo.DataError, match=r"^t10k-labels-idx1-ubyte\.gz is damaged"):
        dataset.parse(archives)


def test_only_the_published_files_are_imported(archives):
    command = [sys.executable, "-m", "zoo", "data", "import", "fashion-mnist", str(archives)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 4
    assert "train-images-idx3-ubyte.gz: it is truncated: expected 26,421,880 bytes" in done.stderr
