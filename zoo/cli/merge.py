"""`zoo merge OTHER`: brings the runs of another store into this one, each once."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import click

from zoo import paths
from zoo.cli import output
from zoo.cli.output import say
from zoo.errors import StoreError, some
from zoo.store.moving.comparing import FURTHER, HERE, LEFT_OUT, NEW

if TYPE_CHECKING:
    from zoo.store.moving.merging import Merged
    from zoo.store.moving.places import Place


@click.command("merge")
@click.argument("other")
@click.option("--files", metavar="FOLDER", help="Where the folders of OTHER's runs are, if not beside its file.")
@click.option("--removed", is_flag=True, help="Bring runs, too, whose names were removed here.")
@click.option("--dry-run", is_flag=True, help="Only say what would be brought.")
@click.option("--json", "as_json", is_flag=True, help="Print what becomes of each run as JSON.")
def command(other: str, files: str | None, removed: bool, dry_run: bool, as_json: bool) -> None:
    """Bring the runs of another store into this one, each once: what is recorded of them, and their folders.

    OTHER is a ZOO_HOME folder, the file of a store with the folder runs beside it, or the URL of a database. A run that
    is here already is recognised, whatever it is called. One whose name another run has here gets the next number. A
    run that was interrupted comes with its checkpoint, and goes on here; one that is running is left out. OTHER is not
    touched. Whatever ends it, the same command goes on.

    \b
    Examples:
      zoo merge ~/colleague/zoo --dry-run
      zoo merge ~/colleague/zoo
      zoo merge postgresql+psycopg://me@server/zoo --files /mnt/team/zoo
    """
    from zoo.api.progress.view import shown
    from zoo.store.moving import merging, places

    theirs = places.place(other, paths.expand(files) if files else None)
    with shown():
        merged = merging.merge(theirs, places.here(), removed=removed, dry_run=dry_run)
    if as_json:
        output.json([step.to_dict() for step in merged.steps])
    else:
        _tell(merged, theirs, dry_run)
    _refuse_damaged(merged, theirs)


def _tell(merged: Merged, theirs: Place, dry_run: bool) -> None:
    number = Counter(step.what for step in merged.steps)
    brought = number[NEW] + number[FURTHER]
    parts = [
        f"{brought:,} {'would be brought' if dry_run else 'brought'}",
        f"{number[HERE]:,} here already",
        f"{number[LEFT_OUT] + len(merged.damaged):,} left out",
    ]
    remarkable = [step for step in merged.steps if step.notes or step.name not in (None, step.run.name)]
    if remarkable:
        cells = [[step.run.name, step.name or "", step.what, " ".join(step.notes)] for step in remarkable]
        output.table(cells, ["there", "here", "what", "note"])
    say(f"{theirs.where}: {', '.join(parts)}.")


def _refuse_damaged(merged: Merged, theirs: Place) -> None:
    """Raises `StoreError` where runs are left out for what is wrong with them there."""
    damaged = [f"Run {each.run}: {each.what}" for each in merged.damaged]
    damaged += [f"Run {step.run.name}: {' '.join(step.notes)}" for step in merged.steps if step.damaged]
    if damaged:
        raise StoreError(
            f"{len(damaged):,} of the runs in {theirs.where} are damaged, and left out.",
            cause=some(damaged, between="; "),
            hint=theirs.command("zoo", "store", "check"),
        )
