"""`zoo gc`: removes what nobody needs any more, or shows it."""

from __future__ import annotations

import click

from zoo.cli import output
from zoo.cli.output import say, tell
from zoo.ranking.tables.figures import size


@click.command("gc")
@click.option("--dry-run", is_flag=True, help="Show what would be removed.")
@click.option("--orphans", is_flag=True, help="Also remove folders of no run, here and in ZOO_FILES, with all in them.")
@click.option("--backups", is_flag=True, help="Also remove copies of the store that stand beside it.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(dry_run: bool, orphans: bool, backups: bool, as_json: bool) -> None:
    """Remove leftovers: temporary files, checkpoints of runs that are over, logs of workers.

    Nothing goes that a run needs which is running or can be resumed, and no result. Where a store was lost, the folders
    of its runs are left alone. Of what ZOO_FILES has, uploads go that were cut off more than a day ago.

    \b
    Examples:
      zoo gc --dry-run
      zoo gc
      zoo gc --backups
    """
    from zoo.store import Store
    from zoo.store.maintenance import leftovers

    store = Store.open(create=False)
    found = [*leftovers.find(store, orphaned=orphans, backups=backups), *leftovers.shared(store, orphaned=orphans)]
    for leftover in found if not dry_run else ():
        leftovers.remove(leftover)
    if as_json:
        output.json([{"what": each.what, "path": str(each.path), "bytes": each.bytes} for each in found])
    else:
        for each in found:
            say(f"{each.what}: {each.path}, {size(each.bytes)}")
        total = size(sum(each.bytes for each in found))
        say(f"{'Would free' if dry_run else 'Freed'} {total}." if found else "Nothing is left over.")
    if kept := [] if orphans else leftovers.orphans(store):
        tell(f"Left alone: {len(kept)} folder{'s' if len(kept) > 1 else ''} of no run that is recorded, as {kept[0]}.")
        tell("Try: zoo gc --orphans")
