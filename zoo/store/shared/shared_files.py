"""Folders of runs in an object store: each there whole or not at all, whoever is killed, and whenever.

Nothing can be renamed there. So an object is called by the hash of what is in it, `RUN/SHA256`, and is never written
anew with something else; what names of files these have says a manifest, `RUN/SHA256.json`, which is written last and
without which there is nothing. Who adds files writes another manifest beside the first, of all of them, before that one
goes: of two who do so at the same time both are read.
"""

from __future__ import annotations

import contextlib
import secrets
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zoo.errors import StoreError, shell_quote
from zoo.store.records import RunRecord, now
from zoo.store.shared import manifest, place
from zoo.store.shared.manifest import SUFFIX, Kept, Manifest

DAY = 86400.0
"""After how many seconds an object without a manifest is of an upload that was cut off."""

TRIAL = ".trial-"
"""How objects begin that `check` writes."""

CONNECTIONS = 8
"""How many files come at a time: most are small, and wait."""

Told = Callable[[int], None]
"""Called with how many more bytes have come or gone."""


def untold(count: int) -> None:
    """Tells nobody."""


@dataclass(frozen=True)
class SharedFiles:
    """The place that `ZOO_FILES` names. Every method raises `StoreError` where it cannot be reached.

    Args:
        files: the fsspec file system; `root`: the path in it.
        where: what it is called, without secrets.
    """

    files: Any
    root: str
    where: str

    @classmethod
    def opened(cls) -> SharedFiles | None:
        """Returns what `ZOO_FILES` names, None where it names nothing. Nothing is asked of it yet.

        Raises:
            StoreError: it cannot be a place.
        """
        if (address := place.url()) is None:
            return None
        return cls(*place.connect(address), place.shown(address).rstrip("/"))

    def check(self) -> None:
        """Writes a few bytes, reads them and removes them again. Raises `StoreError` where any of that fails."""
        path, said = f"{self.root}/{TRIAL}{secrets.token_hex(8)}", secrets.token_bytes(16)
        with place.reached(self.where, "written and read"):
            if place.is_folder(self.files) and not self.files.isdir(self.root):
                raise FileNotFoundError  # not made here: it may be a disk that is not mounted
            self.files.pipe_file(path, said)
            if self.files.cat_file(path) != said:
                raise StoreError(f"{self.where} gives back something else than was written.", hint="zoo doctor")
            self.files.rm_file(path)

    def manifest(self, run: RunRecord) -> Manifest | None:
        """Returns which files of a run are there, None where it is not there whole.

        Raises:
            StoreError: also where a run of another store has its name there.
        """
        found = manifest.union(self._manifests(run.name).values())
        if found is not None and found.started != run.started:
            raise StoreError(
                f"{self.where}/{run.name} is another run than {run.name} of this store.",
                cause=f"It began at {found.started}, this one at {run.started}: two stores share the place.",
                hint=f"export {place.VARIABLE}={self.where}/ANOTHER   (one for each store)",
            )
        return found

    def has(self, run: RunRecord) -> bool:
        """Whether something of a run is there, whole or not, and not of another store's of the same name."""
        found = self._manifests(run.name)
        return all(each.started == run.started for each in found.values()) and bool(found or self._objects(run.name))

    def upload(self, run: RunRecord, folder: Path, *, anew: bool = False, told: Told = untold) -> int:
        """Brings the files of a run there that are not there yet, and returns how many bytes those had.

        Args:
            anew: brings all of them, for what is there may be damaged.
        """
        there, before = self.manifest(run), self._manifests(run.name)
        known = set(there.files.values()) if there and not anew else set()
        with place.reached(f"{self.where}/{run.name}", "written"):
            files = {name: self._put(run.name, path, known, told) for name, path in manifest.files_of(folder).items()}
            merged = {**(there.files if there else {}), **files}
            if there is None or merged != there.files:
                whole = Manifest(started=run.started, written=now(), files=merged)
                self.files.pipe_file(f"{self.root}/{run.name}/{whole.key}", whole.to_json())
                self._remove(*(f"{run.name}/{key}" for key in before.keys() - {whole.key}))
        return sum({file: file.bytes for file in files.values() if file not in known}.values())

    def fetch(self, run: RunRecord, found: Manifest, folder: Path, told: Told = untold) -> None:
        """Writes the files of a run into a folder. Raises `StoreError` where they are not what was sent."""
        with ThreadPoolExecutor(CONNECTIONS) as pool:
            for _ in pool.map(lambda name: self._get(run.name, name, found.files[name], folder, told), found.files):
                pass

    def withdraw(self, name: str) -> dict[str, Manifest]:
        """Takes away what makes a run whole, and returns it, for `restore`; its files are left."""
        manifests = self._manifests(name)
        self._remove(*(f"{name}/{key}" for key in manifests))
        return manifests

    def restore(self, name: str, withdrawn: Mapping[str, Manifest]) -> None:
        """Undoes `withdraw`."""
        with place.reached(f"{self.where}/{name}", "written"):
            for key, each in withdrawn.items():
                self.files.pipe_file(f"{self.root}/{name}/{key}", each.to_json())

    def remove(self, name: str) -> int:
        """Removes a run: first what makes it whole, then its files. Returns how many bytes they had."""
        with place.reached(f"{self.where}/{name}", "removed"):
            objects = self._objects(name)
        self._remove(*(f"{name}/{key}" for key in sorted(objects, key=lambda key: not key.endswith(SUFFIX))))
        return sum(objects.values())

    def listing(self) -> dict[str, dict[str, int]]:
        """Returns what is there: by run, the objects and their bytes. Trials are among them, by no name."""
        found: dict[str, dict[str, int]] = {}
        with place.reached(self.where, "read"):
            for path, facts in self.files.find(self.root, detail=True).items():
                run, _, key = path.removeprefix(self.root).strip("/").rpartition("/")
                found.setdefault(run, {})[key] = int(facts["size"] or 0)
        return found

    def runs(self) -> dict[str, int]:
        """Returns the runs that are there, and their bytes."""
        return {run: sum(found.values()) for run, found in self.listing().items() if manifest.is_whole(found)}

    def leftovers(self) -> Iterator[tuple[str, int]]:
        """Yields the objects that no manifest names and that are older than a day, and their bytes: what uploads left
        that were cut off. An object is its path below `where`."""
        for run, objects in self.listing().items():
            manifests = self._manifests(run) if run else {}
            named = {file.sha256 for each in manifests.values() for file in each.files.values()}
            for key in sorted(objects.keys() - named - manifests.keys()):
                path = f"{run}/{key}".lstrip("/")
                if (run or key.startswith(TRIAL)) and self._age(path) > DAY:
                    yield path, objects[key]

    def discard(self, path: str) -> None:
        """Removes an object that is left over, unless it was written anew meanwhile."""
        if self._age(path) > DAY:
            self._remove(path)

    def _manifests(self, name: str) -> dict[str, Manifest]:
        """Returns the manifests of a run by their keys."""
        with place.reached(f"{self.where}/{name}", "read"):
            for last in (False, False, True):
                keys = [key for key in self._objects(name) if key.endswith(SUFFIX)]
                try:
                    found = {key: manifest.read(key, self.files.cat_file(f"{self.root}/{name}/{key}")) for key in keys}
                    break
                except FileNotFoundError:  # another one took its place at this moment
                    if last:
                        raise
        return {key: one for key, one in found.items() if one}

    def _objects(self, name: str) -> dict[str, int]:
        """Returns the objects of a run, and their bytes."""
        try:
            found = self.files.ls(f"{self.root}/{name}", detail=True)
        except FileNotFoundError:
            return {}
        return {facts["name"].rpartition("/")[2]: int(facts["size"] or 0) for facts in found}

    def _put(self, name: str, path: Path, known: Collection[Kept], told: Told) -> Kept:
        """Brings a file there, and returns what it holds; again where it is written to meanwhile."""
        while True:
            before, file = path.stat(), manifest.of_file(path)
            if file in known:
                told(file.bytes)
                return file
            with _counted(told, file.bytes) as callback:
                self.files.put_file(str(path), f"{self.root}/{name}/{file.sha256}", callback=callback)
            if (after := path.stat()).st_mtime_ns == before.st_mtime_ns and after.st_size == before.st_size:
                return file

    def _get(self, run: str, name: str, file: Kept, folder: Path, told: Told) -> None:
        path, where = folder / name, f"{self.where}/{run}"
        path.parent.mkdir(parents=True, exist_ok=True)
        with place.reached(where, "read"), _counted(told, file.bytes) as callback:
            self.files.get_file(f"{self.root}/{run}/{file.sha256}", str(path), callback=callback)
        if manifest.of_file(path) != file:
            raise StoreError(
                f"{name} of run {run} is damaged in {self.where}.",
                cause=f"Its SHA-256 is not {file.sha256}.",
                hint=f"{shell_quote('zoo', 'store', 'upload', run)}   (where its folder is whole)",
            )

    def _remove(self, *objects: str) -> None:
        """Removes objects, by their paths below `where`; what is gone already is no error."""
        for path in objects:
            with place.reached(f"{self.where}/{path}", "removed"), contextlib.suppress(FileNotFoundError):
                self.files.rm_file(f"{self.root}/{path}")

    def _age(self, path: str) -> float:
        """Returns how many seconds ago an object was written; 0 of one that is gone."""
        with place.reached(f"{self.where}/{path}", "read"), contextlib.suppress(FileNotFoundError):
            return time.time() - self.files.modified(f"{self.root}/{path}").timestamp()
        return 0.0


@contextlib.contextmanager
def _counted(told: Told, size: int) -> Iterator[Any]:
    """Yields what fsspec tells of a transfer; of what it does not tell, the end is told."""
    from fsspec.callbacks import Callback

    done = 0

    def hook(size: int | None, value: int, **_: Any) -> None:
        nonlocal done
        told(value - done)
        done = value

    yield Callback(hooks={"bytes": hook})
    told(size - done)
