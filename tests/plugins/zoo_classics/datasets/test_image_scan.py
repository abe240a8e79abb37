"""The pass over an image folder: hashes, unreadable files, and what it remembers."""

from __future__ import annotations

import io
import os
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

import zoo
from zoo.progress import listening
from zoo_classics.datasets import image_decoding, image_scan
from zoo_classics.datasets.image_scan import Finding, fingerprint_of, refuse_unreadable
from zoo_classics.datasets.image_tree import Tree, find


def scan(tree: Tree) -> list[Finding]:
    """Scans, and returns what is known then."""
    return list(image_scan.scan(tree))


def fingerprint(root: Path) -> str:
    return fingerprint_of(image_scan.scan(find(root)))


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Collects the files that are opened."""
    names: list[str] = []
    look = image_scan._look
    monkeypatch.setattr(image_scan, "_look", lambda root, file: names.append(Path(file).name) or look(root, file))
    return names


def test_the_pass_tells_of_its_progress(one_tree: Path) -> None:
    told: list[tuple[str, int, int, str]] = []
    with listening(lambda what, done, total, unit="bytes": told.append((what, done, total, unit))):
        scan(find(one_tree))
    assert told[0] == (f"looking at {one_tree.name}", 0, 20, "files")
    assert told[-1] == (f"looking at {one_tree.name}", 20, 20, "files")


def test_what_has_not_changed_is_not_opened_again(one_tree: Path, opened: list[str]) -> None:
    first = scan(find(one_tree))
    assert len(opened) == 20
    assert scan(find(one_tree)) == first
    assert len(opened) == 20


@pytest.mark.parametrize("change", ["size", "time"])
def test_what_has_changed_is_looked_at_again(change: str, one_tree: Path, opened: list[str]) -> None:
    before = scan(find(one_tree))
    victim = one_tree / "cat" / "3.png"
    if change == "size":
        status = victim.stat()
        victim.write_bytes(victim.read_bytes() + b"\0")
        os.utime(victim, ns=(status.st_atime_ns, status.st_mtime_ns))
    else:
        content = (one_tree / "cat" / "4.png").read_bytes()
        victim.write_bytes(content)
        os.utime(victim, (time.time() + 5, time.time() + 5))
    opened.clear()
    after = scan(find(one_tree))
    assert opened == ["3.png"]
    assert [number for number in range(20) if before[number] != after[number]] == [3]


def test_other_files_of_the_same_size_and_time_are_looked_at(one_tree: Path, opened: list[str]) -> None:
    """As after unpacking: two folders are swapped, and one file is written over."""
    for path in one_tree.rglob("*.png"):
        path.write_bytes(path.read_bytes().ljust(200, b"\0"))
        os.utime(path, (1, 1))
    before = fingerprint(one_tree)
    for old, new in (("cat", "other"), ("dog", "cat"), ("other", "dog")):
        (one_tree / old).rename(one_tree / new)
    swapped = fingerprint(one_tree)
    assert swapped != before
    victim = one_tree / "cat" / "1.png"
    victim.write_bytes((one_tree / "cat" / "2.png").read_bytes())
    os.utime(victim, (1, 1))
    opened.clear()
    assert fingerprint(one_tree) != swapped
    assert opened == ["1.png"]


def test_what_another_decoder_found_is_looked_at_again(one_tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of a kind that only a later decoder reads; it stays as it is."""
    with monkeypatch.context() as earlier:
        earlier.setattr(image_decoding, "FORMATS", ("JPEG",))
        assert all(finding.problem for finding in scan(find(one_tree)))
    monkeypatch.setattr("PIL.__version__", "99.0")
    assert not any(finding.problem for finding in scan(find(one_tree)))


def test_what_is_remembered_is_not_believed_where_it_changed_on_the_disk(one_tree: Path) -> None:
    first = scan(find(one_tree))
    (index,) = (zoo.data_folder() / "image-folder").glob("*.jsonl")
    index.write_bytes(index.read_bytes().replace(first[3].sha256.encode(), first[4].sha256.encode()))
    assert scan(find(one_tree)) == first


def test_a_file_that_claims_to_be_larger_than_memory(one_tree: Path) -> None:
    with (one_tree / "cat" / "1.png").open("r+b") as stream:
        stream.truncate(2**40)
    with pytest.raises(zoo.DataError) as caught:
        refuse_unreadable(find(one_tree), image_scan.scan(find(one_tree)))
    assert caught.value.cause == "it is larger than 1,073,741,824 bytes."


@pytest.mark.parametrize("trees", ["one_tree", "two_trees"])
def test_what_came_and_went_leaves_the_rest_known(
    trees: str, request: pytest.FixtureRequest, opened: list[str], picture: Callable[..., Path]
) -> None:
    root: Path = request.getfixturevalue(trees)
    part = root / "train" if trees == "two_trees" else root
    first = scan(find(root))
    (part / "cat" / "1.png").unlink()
    picture(part / "cat" / "00.png")
    picture(part / "dog" / "zz.png")
    opened.clear()
    after = scan(find(root))
    assert sorted(opened) == ["00.png", "zz.png"]
    assert [finding.file for finding in after] == find(root).files
    assert {finding.file for finding in {*first} - {*after}} == {str((part / "cat" / "1.png").relative_to(root))}


def test_memory_does_not_grow_with_the_number_of_images(tmp_path: Path) -> None:
    """What a scan holds beside the names: a batch. Ten times as many images take little more."""

    def peak(count: int) -> int:
        tree = Tree(root=tmp_path, files=names[:count], labels=[0] * count, classes=["cat"])
        tracemalloc.start()
        image_scan.scan(tree)
        fingerprint_of(image_scan.scan(tree))
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return highest

    picture = io.BytesIO()
    Image.new("RGB", (1, 1)).save(picture, "PNG")
    (tmp_path / "cat").mkdir()
    names = [f"cat/{number}.png" for number in range(4000)]
    for name in names:
        (tmp_path / name).write_bytes(picture.getvalue())
    names.sort()
    few = peak(1200)
    assert peak(4000) < 1.2 * few


def test_the_memory_stands_in_the_data_folder(one_tree: Path) -> None:
    scan(find(one_tree))
    assert len(list((zoo.data_folder() / "image-folder").glob("*.jsonl"))) == 1


def test_a_damaged_memory_is_made_anew(one_tree: Path, opened: list[str]) -> None:
    first = scan(find(one_tree))
    (index,) = (zoo.data_folder() / "image-folder").glob("*.jsonl")
    lines = index.read_bytes().splitlines(keepends=True)
    index.write_bytes(b"".join(lines[:5]) + lines[5][:10])
    assert scan(find(one_tree)) == first
    assert len(opened) == 20 + 15, "what stands before the damage is still known"


def test_the_first_unreadable_file_is_named_and_all_are_counted(one_tree: Path) -> None:
    for name in ("dog/5.png", "cat/7.png"):
        (one_tree / name).write_bytes((one_tree / name).read_bytes()[:40])
    for _ in range(2):  # looked at, then remembered
        with pytest.raises(zoo.DataError) as caught:
            refuse_unreadable(find(one_tree), image_scan.scan(find(one_tree)))
        assert caught.value.message == f"2 of 20 images in {one_tree} cannot be read; the first is cat/7.png."
        assert caught.value.cause
        assert caught.value.exit_status == 4


def test_a_repaired_file_is_readable_again(one_tree: Path) -> None:
    victim = one_tree / "cat" / "7.png"
    content = victim.read_bytes()
    victim.write_bytes(b"damaged")
    scan(find(one_tree))
    victim.write_bytes(content)
    refuse_unreadable(find(one_tree), image_scan.scan(find(one_tree)))


def test_the_fingerprint_follows_content_and_place_but_not_the_root_or_times(one_tree: Path) -> None:
    first = fingerprint(one_tree)
    moved = one_tree.rename(one_tree.with_name("elsewhere"))
    for path in moved.rglob("*.png"):
        os.utime(path, (1, 1))
    assert fingerprint(moved) == first
    (moved / "cat" / "0.png").rename(moved / "dog" / "a.png")
    assert fingerprint(moved) != first


def test_a_file_that_vanished_is_named(one_tree: Path) -> None:
    tree = find(one_tree)
    (one_tree / "cat" / "0.png").unlink()
    with pytest.raises(zoo.DataError, match=r"cat/0\.png cannot be opened"):
        scan(tree)
