"""Arrays go to another machine's data folder in pieces: whole and verified there, or not at all."""

from __future__ import annotations

import threading

import numpy as np
import pytest

import zoo
from zoo.data import cache, digest, manifest, shipping
from zoo.errors import DataError

ARRAYS = {"images": np.arange(5000, dtype=np.uint8).reshape(50, 10, 10), "labels": np.arange(50)}


def keep(source, **arrays):
    where = cache.folder(source)
    manifest.store(where, {**ARRAYS, **arrays}, source="tiny", fingerprint=digest.pinned(source), origin="download")
    return where


@pytest.fixture
def parcel(tiny, zoo_home, monkeypatch):
    """What this machine has, sent in pieces of 1000 bytes."""
    monkeypatch.setattr(shipping, "PIECE", 1000)
    keep(tiny)
    return zoo.Parcel.of(tiny)


@pytest.fixture
def delivered(parcel, tmp_path, monkeypatch):
    """Returns a function that sends the parcel to a machine with another data folder, each piece changed by the way."""
    pieces = list(parcel.pieces())
    monkeypatch.setenv("ZOO_DATA", str(tmp_path / "there"))

    def send(change=lambda pieces: pieces):
        delivery = zoo.Delivery(parcel)
        try:
            if delivery.wanted:
                for name, piece in change(pieces):
                    delivery.add(name, piece)
                delivery.finish()
        finally:
            delivery.close()

    return send


def files(where):
    return sorted(path.name for path in where.iterdir() if path.name != ".lock")


def test_arrays_arrive_as_they_were_sent(delivered, parcel, tiny):
    delivered()
    found = cache.arrays(tiny)
    assert {name: array.tolist() for name, array in found.items()} == {n: a.tolist() for n, a in ARRAYS.items()}
    assert (cache.folder(tiny) / "manifest.json").read_text() == parcel.manifest
    assert len(files(cache.folder(tiny))) == 3


def test_what_is_sent_is_cut_in_pieces(parcel):
    pieces = list(parcel.pieces())
    assert {name.partition("-")[0] for name, _ in pieces} == {"images", "labels"}
    assert max(len(piece) for _, piece in pieces) == 1000
    assert sum(len(piece) for _, piece in pieces) == parcel.size


def test_what_is_there_and_sound_is_not_replaced(delivered, tiny, monkeypatch):
    where = keep(tiny, labels=np.zeros(50))  # be it other data
    before = {path.name: path.stat().st_mtime_ns for path in where.glob("*.npy")}
    delivered(lambda pieces: pytest.fail("sent"))
    assert {path.name: path.stat().st_mtime_ns for path in where.glob("*.npy")} == before


@pytest.mark.parametrize("harm", [lambda path: path.write_bytes(b"x"), lambda path: path.unlink()])
def test_what_is_there_and_damaged_is_replaced(delivered, tiny, harm):
    where = keep(tiny)
    harm(next(where.glob("images-*.npy")))
    delivered()
    assert cache.arrays(tiny)["images"].tolist() == ARRAYS["images"].tolist()


@pytest.mark.parametrize(
    "change",
    [
        lambda pieces: pieces[:-1],
        lambda pieces: [(name, piece) for name, piece in pieces if name.startswith("images")],
        lambda pieces: [(name, piece[:-1] + b"\x07") for name, piece in pieces],
        lambda pieces: [pieces[1], pieces[0], *pieces[2:]],
    ],
)
def test_what_arrives_otherwise_is_refused_and_counts_as_nothing(delivered, tiny, change):
    with pytest.raises(DataError, match="did not arrive as they were sent"):
        delivered(change)
    assert cache.cached(tiny) is None


def test_a_parcel_that_is_given_up_leaves_nothing(delivered, tiny):
    def stop(pieces):
        yield pieces[0]
        raise ConnectionError("the node is gone")

    with pytest.raises(ConnectionError):
        delivered(stop)
    assert files(cache.folder(tiny)) == []


def test_a_second_delivery_waits_for_the_first_and_is_not_wanted(parcel, delivered, tiny):
    first, wanted = zoo.Delivery(parcel), []

    def second():
        delivery = zoo.Delivery(parcel)
        wanted.append(delivery.wanted)
        delivery.close()

    thread = threading.Thread(target=second)
    thread.start()
    keep(tiny)
    assert wanted == []
    first.close()
    thread.join(10)
    assert wanted == [False]


def test_the_senders_arrays_are_verified(tiny, zoo_home, monkeypatch):
    monkeypatch.setenv("ZOO_OFFLINE", "1")
    path = next(keep(tiny).glob("images-*.npy"))
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(DataError, match="'tiny' is not on this machine, and ZOO_OFFLINE forbids downloading it"):
        zoo.Parcel.of(tiny)


def test_a_manifest_that_is_none_is_refused(zoo_home):
    with pytest.raises(DataError, match="no manifest that can be read"):
        zoo.Delivery(zoo.Parcel(folder="tiny/0", manifest="{}"))


def test_a_data_folder_that_cannot_be_written_is_named(parcel, tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("ZOO_DATA", str(tmp_path / "file"))
    with pytest.raises(zoo.StoreError, match="cannot be written"):
        zoo.Delivery(parcel)
