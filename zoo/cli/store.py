"""`zoo store`: whether the store is whole, a copy of it, and the files of its runs where others reach them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from zoo import paths
from zoo.cli import output
from zoo.cli.output import say, tell
from zoo.cli.store_upload import upload
from zoo.errors import StoreError
from zoo.ranking.tables.figures import size

if TYPE_CHECKING:
    from zoo.store import Store
    from zoo.store.maintenance.checkup import Problem


@click.group("store", invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """Check the store, copy it, or upload the files of its runs.

    \b
    Examples:
      zoo store check
      zoo store backup
      zoo store backup /elsewhere/zoo.db
      zoo store upload
      zoo store copy ~/zoo postgresql+psycopg://me@server/zoo
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


command.add_command(upload)


@command.command("check")
@click.option("--quick", is_flag=True, help="Do not read weights and predictions, nor what each upload has.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def check(quick: bool, as_json: bool) -> None:
    """Look for damage.

    The database is whole, every result has its folder, every folder its run, and weights and predictions are
    those that were recorded; what ZOO_FILES names has all of it too. Where something is wrong, the exit status is 5.
    The folders of runs that are on another machine are not looked at.

    \b
    Examples:
      zoo store check
      zoo store check --quick
      zoo store check --json
    """
    from zoo.api.progress.view import shown
    from zoo.store import Store
    from zoo.store.maintenance import checkup
    from zoo.store.shared import SharedFiles

    store = Store.open(create=False, tell=lambda line: None)  # it is a problem of its own
    with shown():
        uploads = SharedFiles.opened()
        found = list(checkup.problems(store, weights=not quick, uploads=uploads, track=_tracked))
    if as_json:
        output.json({"store": store.where, "runs": len(store.runs()), "problems": [vars(each) for each in found]})
    elif found:
        output.table([[each.what, each.where, each.detail] for each in found], ["problem", "where", "detail"])
    elif runs := store.runs():
        say(f"{store.where} is whole: {_count(len(runs), 'run')}.")
    else:
        tell(f"No runs yet in {store.where}.\nTry: zoo run")
    if found:
        raise _damaged(store, found)


@command.command("backup")
@click.argument("file", required=False, type=click.Path(path_type=Path))
def backup(file: Path | None) -> None:
    """Copy the store to FILE, or beside it.

    The copy is whole or not there, also while runs are recorded. Without FILE, its name has the time in it. The folders
    of the runs are not copied.

    \b
    Examples:
      zoo store backup
      zoo store backup /elsewhere/zoo.db
    """
    from zoo.store import Store
    from zoo.store.backups import SUFFIX

    store = Store.open(create=False)
    beside = Path(f"{store.where}.{datetime.now():%Y-%m-%d-%H%M%S}{SUFFIX}")
    target = paths.expand(file) if file else beside
    if target.is_dir():
        target = target / beside.name
    store.copy(target)
    say(f"{target}: {_count(len(store.runs()), 'run')}, {size(target.stat().st_size)}")


@command.command("copy")
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
def copy(source: str, target: str) -> None:
    """Copy all that is recorded in one store to another, which is empty or not there yet.

    FROM and TO are ZOO_HOME folders, files of stores, or URLs of databases. Every run keeps its name and its number;
    all rows arrive, compared with those of FROM, or none do. FROM is not touched, and none of its runs may be running.
    The folders of the runs are not copied: they stay where they are, in ZOO_HOME.

    A password is best not typed here: the environment's PGPASSWORD and the file ~/.pgpass are read.

    \b
    Examples:
      zoo store copy ~/zoo postgresql+psycopg://me@server/zoo
      zoo store copy postgresql+psycopg://me@server/zoo ~/zoo/zoo.db
    """
    from zoo.api.progress.view import shown
    from zoo.store.moving import copying
    from zoo.store.moving.places import place

    with shown():
        copied = copying.copy(place(source), wanted := place(target))
    say(f"{wanted.where}: {_count(copied.pop('runs'), 'run')}, every row as in {place(source).where}.")


def _tracked(names: list[str]) -> Iterator[str]:
    from zoo.progress import track

    return track(names, len(names), "checking weights and predictions", "runs")


def _damaged(store: Store, found: list[Problem]) -> StoreError:
    first = found[0]
    return StoreError(
        f"The store {store.where} has {_count(len(found), 'problem')}.",
        cause=f"{first.where}: {first.detail}",
        hint=first.remedy,
    )


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
