"""`zoo.report`: all that was trained as a web site, in files alone."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoo.experiments.registry import Registry
    from zoo.site.content import Site
    from zoo.site.write import Written


def report(
    folder: Path | str = "site",
    *,
    from_: Path | str | None = None,
    title: str | None = None,
    quiet: bool = False,
    registry: Registry | None = None,
) -> Written:
    """Writes a web site of all that was trained, as `zoo report` does: the leaderboard, a page for each experiment and
    for each component, two compared. It needs no server and no network: `index.html` is what to open.

    A second time, what has changed is written, and pages of what is gone are removed. Nothing is trained or downloaded,
    and TensorFlow is not imported.

    Args:
        folder: where; one of an earlier report, an empty one, or one that is to be made.
        from_: read this JSON export of a leaderboard in place of the store.
        title: of the site; 'Keras Zoo' by default.
        quiet: show no progress.
        registry: the components; by default all that are installed.

    Returns:
        Where the first page is (`index`), and how many pages there are, were written and were removed.

    Raises:
        UsageError: the folder holds other files, or the export cannot be read.
        StoreError: the store cannot be read, or the folder cannot be written.
    """
    from zoo.api import installed
    from zoo.site import manifest

    where = Path(folder).expanduser()
    manifest.check(where)
    return written(where, from_, title, installed.registry(registry), quiet=quiet)


def written(
    folder: Path, from_: Path | str | None, title: str | None, registry: Registry, *, quiet: bool, live: bool = False
) -> Written:
    """Writes a site; `live`: one that is served. Raises as `report`."""
    from zoo.api.progress.view import shown
    from zoo.site.write import write

    with shown(quiet=quiet):
        return write(_gathered(from_, title, registry), folder, live=live)


def _gathered(from_: Path | str | None, title: str | None, registry: Registry) -> Site:
    """Returns the site of the store, or of an export."""
    from zoo.site import gather
    from zoo.store import Store

    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # on a busy machine, waiting for a second one costs more
    if from_ is None:
        found = gather.stored(Store.open(create=False), registry)
    else:
        found = gather.exported(Path(from_).expanduser(), registry)
    return replace(found, title=title) if title else found
