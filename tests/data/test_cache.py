"""The cache: filled once, memory-mapped, rebuilt when damaged, safe when several processes need it first."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import zoo
from zoo.data import cache, digest, importing


def test_first_use_downloads_and_the_second_reads_the_cache(served: zoo.Source, server: Any, helpers: Any) -> None:
    arrays = zoo.arrays(served)
    assert bytes(arrays["numbers"]) == helpers.CONTENT["numbers.bin"]
    assert isinstance(arrays["numbers"], np.memmap)
    assert not arrays["numbers"].flags.writeable
    asked = len(server.asked)
    zoo.arrays(served)
    assert len(server.asked) == asked == 2


def test_the_cache_stands_in_the_data_folder(
    served: zoo.Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZOO_DATA", str(tmp_path / "elsewhere"))
    zoo.arrays(served)
    assert cache.folder(served).parent == tmp_path / "elsewhere" / "tiny"
    assert (cache.folder(served) / "manifest.json").exists()


def test_sources_of_one_name_do_not_meet(served: zoo.Source, tiny: zoo.Source) -> None:
    other = zoo.Source(name="tiny", files=tiny.files[:1], parse=tiny.parse)
    zoo.arrays(served)
    assert cache.cached(served) is not None
    assert cache.cached(other) is None


@pytest.mark.parametrize("damage", ["cut", "gone", "manifest", "no manifest"])
def test_a_damaged_cache_is_rebuilt_without_network(damage: str, served: zoo.Source, server: Any, helpers: Any) -> None:
    first = cache.fetch(served)
    victim = cache.folder(served) / first.arrays["numbers"].file
    manifest = cache.folder(served) / "manifest.json"
    {
        "cut": lambda: victim.write_bytes(victim.read_bytes()[:-1]),
        "gone": victim.unlink,
        "manifest": lambda: manifest.write_text(manifest.read_text()[:40]),
        "no manifest": manifest.unlink,
    }[damage]()
    assert cache.cached(served) is None
    asked = len(server.asked)
    assert bytes(zoo.arrays(served)["numbers"]) == helpers.CONTENT["numbers.bin"]
    assert len(server.asked) == asked


@pytest.mark.parametrize("place", [3, 30, 100, -1])
def test_an_array_that_changed_on_the_disk_is_made_anew(place: int, served: zoo.Source, server: Any) -> None:
    """A bit of the file's magic, of its header, of its header's padding, of its values."""
    before = {name: array.tolist() for name, array in zoo.arrays(served).items()}
    for entry in cache.fetch(served).arrays.values():
        path = cache.folder(served) / entry.file
        content = bytearray(path.read_bytes())
        content[place] ^= 1
        path.write_bytes(content)
    asked = len(server.asked)
    assert {name: array.tolist() for name, array in zoo.arrays(served).items()} == before
    assert len(server.asked) == asked


def test_a_changed_array_that_was_imported_as_is_is_refused(served: zoo.Source, archives: Path) -> None:
    (archives / "labels.bin").write_bytes(bytes([2, 2, 2]))
    path = cache.folder(served) / importing.import_data(served, archives, as_is=True).arrays["labels"].file
    path.write_bytes(path.read_bytes()[:-1] + b"\1")
    for _ in range(2):
        with pytest.raises(zoo.DataError, match="The cached arrays of 'tiny' are damaged"):
            zoo.arrays(served)


def test_a_disk_that_keeps_nothing_is_named(served: zoo.Source, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = itertools.count()
    monkeypatch.setattr(digest, "of_array", lambda array: f"{next(numbers):064}")
    with pytest.raises(zoo.DataError, match="cannot be kept"):
        zoo.arrays(served)


def test_a_damaged_archive_is_downloaded_again(served: zoo.Source, server: Any) -> None:
    cache.fetch(served)
    (cache.folder(served) / "manifest.json").unlink()
    (cache.archives(served) / "labels.bin").write_bytes(b"")
    cache.fetch(served)
    assert server.asked == ["/numbers.bin", "/labels.bin", "/labels.bin"]


def test_damaged_arrays_that_were_imported_as_is_are_not_replaced_unasked(
    served: zoo.Source, server: Any, archives: Path
) -> None:
    (archives / "labels.bin").write_bytes(bytes([2, 2, 2]))
    imported = importing.import_data(served, archives, as_is=True)
    (cache.folder(served) / imported.arrays["labels"].file).unlink()
    with pytest.raises(zoo.DataError) as caught:
        zoo.arrays(served)
    assert caught.value.hint == f"zoo data import tiny '{archives}' --as-is"
    assert server.asked == []
    assert not cache.fetch(served, again=True).as_is


def test_fetching_again_replaces_what_was_imported_as_is(served: zoo.Source, archives: Path) -> None:
    (archives / "labels.bin").write_bytes(bytes([2, 2, 2]))
    importing.import_data(served, archives, as_is=True)
    assert cache.fetch(served).as_is
    assert not cache.fetch(served, again=True).as_is
    assert zoo.arrays(served)["labels"].tolist() == [0, 1, 2]
    assert len(list(cache.folder(served).glob("*.npy"))) == 2


def test_arrays_in_use_survive_an_import(served: zoo.Source, archives: Path) -> None:
    before = zoo.arrays(served)["labels"]
    (archives / "labels.bin").write_bytes(bytes([2, 2, 2]))
    importing.import_data(served, archives, as_is=True)
    assert before.tolist() == [0, 1, 2]
    assert zoo.arrays(served)["labels"].tolist() == [2, 2, 2]


def test_the_fingerprint_is_known_before_the_data_are(served: zoo.Source) -> None:
    before = zoo.source_fingerprint(served)
    zoo.arrays(served)
    assert zoo.source_fingerprint(served) == before == digest.pinned(served)


def test_what_killed_processes_left_is_removed(served: zoo.Source) -> None:
    left = cache.archives(served) / ".numbers.bin.abc.tmp"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"half")
    cache.fetch(served)
    assert not left.exists()


def test_prefetch_brings_the_files_alone(served: zoo.Source, server: Any) -> None:
    cache.prefetch(served)
    assert cache.cached(served) is None
    assert len(server.asked) == 2
    cache.fetch(served)
    cache.prefetch(served)
    assert len(server.asked) == 2


def test_files_that_the_source_cannot_read_leave_no_cache(server: Any, helpers: Any) -> None:
    def refuse(folder: Path) -> dict[str, np.ndarray]:
        raise zoo.DataError("not what it should be")

    source = helpers.source_at(server.url, parse=refuse)
    server.answers = {f"/{name}": [helpers.whole(content)] for name, content in helpers.CONTENT.items()}
    with pytest.raises(zoo.DataError, match="not what it should be"):
        zoo.arrays(source)
    assert cache.cached(source) is None


USE = """
import sys
from pathlib import Path
import numpy as np
import zoo

def parse(folder):
    return {path.stem: np.frombuffer(path.read_bytes(), np.uint8) for path in Path(folder).glob("*.bin")}

files = [zoo.RemoteFile(name=n, urls=(u,), sha256=c, size=int(s)) for n, u, c, s in zip(*[iter(sys.argv[1:])] * 4)]
print(int(zoo.arrays(zoo.Source(name="tiny", files=tuple(files), parse=parse))["numbers"].sum()))
"""


def test_two_processes_that_need_it_first_download_it_once(served: zoo.Source, server: Any, helpers: Any) -> None:
    arguments = [str(word) for file in served.files for word in (file.name, file.urls[0], file.sha256, file.size)]
    command = [sys.executable, "-c", USE, *arguments]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    totals = {process.communicate(timeout=60)[0].strip() for process in processes}
    assert totals == {str(sum(helpers.CONTENT["numbers.bin"]))}
    assert sorted(server.asked) == ["/labels.bin", "/numbers.bin"]


def test_the_manifest_says_where_the_data_came_from(served: zoo.Source) -> None:
    cache.fetch(served)
    record = json.loads((cache.folder(served) / "manifest.json").read_text())
    assert record["origin"] == "download"
    assert record["arrays"]["labels"]["sha256"] == digest.of_array(np.arange(3, dtype=np.uint8))


def test_looking_at_the_cache_imports_no_numpy() -> None:
    code = (
        "import sys, zoo.data.cache as cache, zoo; "
        "source = zoo.Source(name='s', files=(), parse=dict); "
        "cache.cached(source); cache.source_fingerprint(source); "
        "print(sorted({'numpy', 'requests', 'tensorflow'} & set(sys.modules)))"
    )
    output = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert output.strip() == "[]"
