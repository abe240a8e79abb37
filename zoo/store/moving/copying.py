"""A whole store copied into an empty one, whatever databases they are: every row, compared when it is there."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from zoo.errors import StoreError, UsageError, some
from zoo.progress import track
from zoo.store import RUNNING, migrations, rows, schema
from zoo.store.damage import Damage
from zoo.store.moving import raw
from zoo.store.moving.places import Place
from zoo.store.moving.snapshots import snapshot


def copy(source: Place, target: Place) -> dict[str, int]:
    """Copies all rows of `source` to `target`, all of them or none, and returns how many each table has.

    Rows are copied as they are, damaged ones too: where the target cannot hold one, nothing is copied. What `source`
    is given meanwhile is not copied; of an earlier version, it is upgraded on the way, and stays what it is.

    Raises:
        UsageError: both are one store, a run is running, or the target has runs.
        StoreError: a store cannot be read or written, the target cannot hold a row, or has other rows afterwards.
    """
    if source.is_same(target):
        raise UsageError(f"{source.where} cannot be copied to itself.", hint="zoo store copy --help")
    with snapshot(source) as reading:
        _refuse_running(reading, source)
        migrations.prepare(target.database, create=True)

        def work(writing: sa.Connection) -> dict[sa.Table, raw.Sum]:
            _refuse_filled(writing, source, target)
            sums = _carried(reading, writing, source, target)
            raw.number_on(writing)
            raw.take_stock(writing)
            _compare(writing, target, sums)
            return sums

        sums = target.database.write(work)
    return {table.name: total.rows for table, total in sums.items()}


def _carried(reading: sa.Connection, writing: sa.Connection, source: Place, target: Place) -> dict[sa.Table, raw.Sum]:
    """Writes all rows, and returns what they add up to, by table."""
    sums = dict.fromkeys(raw.TABLES, raw.Sum())
    unfit: list[Damage] = []
    for table in raw.TABLES:
        for part in _tracked(reading, table, f"copying {table.name}"):
            unfit += [_damage(table, row, what) for row, what in raw.unfit(writing, table, part)]
            if unfit:
                writing.execute(sa.select(1))  # a server ends what does nothing for seconds
            else:
                raw.write(writing, table, part)
                sums[table] = sums[table].and_rows(part)
    if unfit:
        raise StoreError(
            f"{target.where} cannot hold {len(unfit):,} of the rows in {source.where}; nothing is copied.",
            cause=f"{some(f'run {each.run}: {each.what}' for each in unfit)}.",
            hint=source.command("zoo", "rm", unfit[0].run),
        )
    return sums


def _compare(writing: sa.Connection, target: Place, sums: dict[sa.Table, raw.Sum]) -> None:
    """Reads what was written, and raises `StoreError` where it is not what was read."""
    for table, expected in sums.items():
        found = raw.Sum()
        for part in _tracked(writing, table, f"comparing {table.name}"):
            found = found.and_rows(part)
        if found != expected:
            raise StoreError(
                f"{target.where} gives other rows of {table.name} back than it was given; nothing is copied.",
                cause=f"Of {expected.rows:,} rows it has {found.rows:,}, or some are not the same.",
                hint="zoo store backup   (a copy of the file itself)",
            )


def _tracked(connection: sa.Connection, table: sa.Table, what: str) -> Iterable[list[raw.Row]]:
    return raw.parts(track(raw.read(connection, table), raw.count(connection, table), what, "rows"))


def _damage(table: sa.Table, row: raw.Row, what: str) -> Damage:
    """Returns a row of any table as the damage of its run."""
    columns = [column.name for column in table.columns]
    named = dict(zip(columns, row, strict=True))
    return Damage.of(named.get("id", named.get("run", 0)), named.get("name") if table is schema.runs else None, what)


def _refuse_running(reading: sa.Connection, source: Place) -> None:
    """A run that goes on is written to the store that it began in, and would seem cut off in the other."""
    found = [run.name for run in rows.records(reading, [schema.runs.c.status == RUNNING]) if run.status == RUNNING]
    if found:
        raise UsageError(
            f"{some(found)} in {source.where} {'is' if len(found) == 1 else 'are'} running.",
            cause="What a run writes from now on would be missing in the copy.",
            hint=source.command("zoo", "runs", "--status", RUNNING),
        )


def _refuse_filled(writing: sa.Connection, source: Place, target: Place) -> None:
    if any(raw.count(writing, table) for table in raw.TABLES):
        runs = raw.count(writing, schema.runs)
        raise UsageError(
            f"{target.where} has {runs:,} run{'s' if runs != 1 else ''}; a store is copied into an empty one.",
            cause="Merging brings the runs that are missing there.",
            hint=target.command("zoo", "merge", str(source.home or source.where)),
        )
