"""`zoo store upload`: brings the folders of runs that are done to `ZOO_FILES`, where other machines find them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from zoo.cli import output
from zoo.cli.output import say
from zoo.errors import StoreError, UsageError
from zoo.ranking.tables.figures import size

if TYPE_CHECKING:
    from zoo.store import RunRecord, Store


@click.command("upload")
@click.argument("names", metavar="[RUN...]", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def upload(names: tuple[str, ...], as_json: bool) -> None:
    """Bring the folders of runs to ZOO_FILES.

    Without RUN, those of all runs that are done, that are on this machine and that are not there yet: a sweep uploads
    what it trains by itself. A RUN that is named is brought there anew.

    \b
    Examples:
      zoo store upload
      zoo store upload RUN
    """
    from zoo import paths
    from zoo.api.progress.view import shown
    from zoo.store import Store
    from zoo.store.shared import SharedFiles, manifest, reading

    if (shared := SharedFiles.opened()) is None:
        cause = "It names a place that all machines reach: a bucket, or a folder that is mounted."
        raise UsageError("ZOO_FILES is not set.", cause=cause, hint="export ZOO_FILES=s3://BUCKET/PREFIX")
    shared.check()
    store = Store.open(create=False)
    runs = [_here(store, name) for name in names] if names else reading.pending(store, shared)
    folders = {run.name: paths.run_folder(run.name) for run in runs}
    with shown():
        total = sum(manifest.size_of(folder) for folder in folders.values())
        count = reading.counted(f"uploading to {shared.where}", total)
        sent = {run.name: shared.upload(run, folders[run.name], anew=bool(names), told=count) for run in runs}
    if as_json:
        output.json([{"run": name, "bytes": number} for name, number in sent.items()])
    else:
        lines = [f"Uploaded {name}: {size(number)}" for name, number in sent.items()]
        say("\n".join(lines or ["Nothing is to be uploaded."]))


def _here(store: Store, name: str) -> RunRecord:
    from zoo import paths
    from zoo.store import DONE
    from zoo.store.shared import elsewhere

    run = store.run(name)
    if run.status != DONE:
        raise UsageError(f"Run {run.name!r} has no result: it is {run.status}.", hint=f"zoo show {run.name}")
    if not paths.run_folder(run.name).is_dir():
        raise StoreError(
            f"The folder of run {run.name} is not here.",
            cause=f"{elsewhere(run) or 'This machine'} made it.",
            hint=f"zoo show {run.name}",
        )
    return run
