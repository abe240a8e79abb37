"""A site written to a folder: files appear whole, only what changed is drawn, and what is gone is removed."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zoo.errors import StoreError
from zoo.files import locked
from zoo.progress import track
from zoo.site import manifest
from zoo.site.content import Pending, Site
from zoo.site.drawing import Files
from zoo.site.manifest import Drawn
from zoo.site.render import Renderer


@dataclass(frozen=True)
class Written:
    """A report that is there.

    Args:
        folder: where it is.
        pages: how many pages it has.
        written: how many of them were written this time, for they are new, or something in them is.
        removed: how many were removed, for nothing leads to them any more.
        remarks: sentences on what is not shown.
    """

    folder: Path
    pages: int
    written: int
    removed: int
    remarks: tuple[str, ...] = ()

    @property
    def index(self) -> Path:
        """The first page, the leaderboard."""
        return self.folder / "index.html"

    def __str__(self) -> str:
        gone = f", {self.removed:,} removed" if self.removed else ""
        return f"{self.index}: {self.pages:,} pages, {self.written:,} written{gone}"

    def to_dict(self) -> dict[str, Any]:
        """Returns what `zoo report --json` prints."""
        return {"index": str(self.index), "pages": self.pages, "written": self.written, "removed": self.removed}


def write(site: Site, folder: Path, *, live: bool = False) -> Written:
    """Writes a site, while no other process does. Who reads it meanwhile finds whole files, and what pages lead to.

    Args:
        folder: is made where there is none.
        live: whether a server rewrites pages while they are read: they look for that, and reload.

    Raises:
        UsageError: the folder is none, or holds other files.
        StoreError: it cannot be written.
    """
    manifest.check(folder)
    with locked(folder, manifest.ELSEWHERE):
        return _Writing(site, folder, live).all()


@dataclass(frozen=True)
class _Part:
    """A page, or what is drawn together; without a fingerprint it is drawn each time."""

    name: str
    fingerprint: str
    draw: Callable[[], Files]


class _Writing:
    """One writing of a site."""

    def __init__(self, site: Site, folder: Path, live: bool) -> None:
        self._site, self._folder, self._before = site, folder, manifest.read(folder)
        self._parts = list(_parts(site, live))
        self._due = [part for part in self._parts if not self._stands(part)]
        names = {part.name for part in self._due}
        self._there = {name: Drawn("", page.files) if name in names else page for name, page in self._before.items()}
        self._written = 0

    def all(self) -> Written:
        with self._noted():
            for part in track(self._due, len(self._due), "drawing the report", "pages"):
                self._draw(part)
            gone = self._there.keys() - {part.name for part in self._parts}
            removed = [path for name in gone for path in self._there.pop(name).files]
            self._remove(removed)
        pages = [path for page in self._there.values() for path in page.files]
        remarks = tuple(self._site.leaderboard.remarks)
        return Written(self._folder, _pages(pages), self._written, _pages(removed), remarks)

    @contextlib.contextmanager
    def _noted(self) -> Iterator[None]:
        """Writes the manifest before and after, so that the next process knows what is there if this one is killed."""
        manifest.write(self._folder, self._there)
        try:
            yield
        finally:
            manifest.write(self._folder, self._there)

    def _stands(self, part: _Part) -> bool:
        page = self._before.get(part.name)
        return page is not None and page.fingerprint == part.fingerprint != "" and page.stands(self._folder)

    def _draw(self, part: _Part) -> None:
        files, before = part.draw(), self._there.get(part.name, Drawn(""))
        new = [path for path, content in files.items() if self._put(path, content)]
        self._written += _pages(new)
        sizes = {path: (self._folder / path).stat().st_size for path in files}
        self._there[part.name] = Drawn(part.fingerprint, sizes)
        self._remove(before.files.keys() - sizes.keys())

    def _put(self, path: str, content: str | bytes | Path) -> bool:
        """Writes a file where it does not have that content yet; returns whether it did."""
        if not manifest.is_safe(path):
            raise ValueError(f"a page would be written to {path!r}")
        target = self._folder / path
        octets = _octets(content)
        if target.is_file() and target.read_bytes() == octets:
            return False
        manifest.put(target, octets)
        return True

    def _remove(self, paths: Iterable[str]) -> None:
        """Removes files that no page has any more, and the folders that are empty without them."""
        gone = set(paths)
        for path in gone and gone.difference(*(page.files for page in self._there.values())):
            (self._folder / path).unlink(missing_ok=True)
            with contextlib.suppress(OSError):  # it holds others
                (self._folder / path).parent.rmdir()


def _parts(site: Site, live: bool) -> Iterator[_Part]:
    """Yields all that is drawn, each after what it leads to."""
    renderer = Renderer(site, live)

    def pending(kind: str, page: Pending) -> _Part:
        fingerprint = f"{live} {site.title} {page.fingerprint}"  # what stands on every page, and what on this one
        return _Part(f"{kind} {page.key}", fingerprint, lambda: renderer.page(page.make()))

    yield _Part("assets", "", renderer.assets)
    yield from (pending("experiment", page) for page in site.experiments)
    yield from (pending("component", page) for page in site.components)
    yield _Part("components", "", renderer.index)
    yield _Part("leaderboard", "", lambda: renderer.page(site.leaderboard))


def _octets(content: str | bytes | Path) -> bytes:
    if isinstance(content, Path):
        try:
            return content.read_bytes()
        except OSError as error:  # its run is removed at this moment
            cause = f"{error.strerror or error}."
            raise StoreError(f"{content} cannot be read.", cause=cause, hint="zoo report") from error
    return content if isinstance(content, bytes) else content.encode()


def _pages(paths: Iterable[str]) -> int:
    return sum(path.endswith(".html") for path in paths)
