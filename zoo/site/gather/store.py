"""A site of what is in a store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from zoo import paths
from zoo.ranking import board as boards
from zoo.ranking import groups, ranking
from zoo.ranking.comparable import MOST
from zoo.site.content import Line, Pending, Site
from zoo.site.gather import components, experiment, leaderboard
from zoo.site.gather.discretion import discreet
from zoo.site.gather.fingerprints import fingerprint, stamps
from zoo.site.gather.images import TestImages
from zoo.store.shared import bring_named

if TYPE_CHECKING:
    from zoo.experiments.registry import Registry
    from zoo.ranking.rows import Row
    from zoo.ranking.tables.sheet import Sheet
    from zoo.store import Store

TITLE = "Keras Zoo"

MANY = f"Of more than {MOST} rows of a dataset it is not shown what each part adds. Try: zoo leaderboard --effects"


def stored(store: Store, registry: Registry) -> Site:
    """Returns a site of all rows of a store, those trained on a part of the images among them.

    Folders of runs are fetched from `ZOO_FILES` where this machine has none; nothing else is downloaded, and TensorFlow
    is not imported. The first page is gathered at once, the others when they are
    made.

    Raises:
        StoreError: the store cannot be read.
    """
    compared = list[Any]()
    rank = ranking.by_predictions(store.correct, paths.run_folder, told=compared.append)
    rows, complete = groups.recorded(store, registry, leaderboard.EXTRA)
    board = discreet(complete(boards.arrange(rows, limited=True, rank=rank)))
    bring_named(store, {name for row in board.rows for name in row.names})
    found = components.described(registry)
    by_dataset = {discreet(row.dataset): each for each in compared for row in each.rows[:1]}
    whole = [row for row in board.rows if row.limit is None]
    many = any(number > MOST for number in Counter(row.dataset for row in whole).values())  # it would take minutes
    first = leaderboard.page(board, set(found), by_dataset, None if many else _effects(whole, store, registry))
    first = replace(first, remarks=[*first.remarks, *([MANY] if many else [])])
    lines = list(leaderboard.lines(first))
    runs = sum(len(row.names) for row in board.rows)
    return Site(
        title=TITLE,
        source=f"a store: {runs:,} runs in {len(board.rows):,} rows",
        leaderboard=first,
        experiments=_experiments([line for _, line in lines], store, registry),
        components=components.pages(found, lines),
        titles=components.titles(found),
    )


def _effects(rows: Sequence[Row], store: Store, registry: Registry) -> Sheet | None:
    """Returns what each component adds; None where nothing was trained in the same combinations as anything else."""
    from zoo.ranking.views import effects, effects_sheet

    found = effects.recorded(rows, store.correct, registry)
    sheet = effects_sheet.sheet(found)
    here = {effects_sheet.ADDS: f"{effects_sheet.MEAN}."}
    notes = [note._replace(text=here.get(note.text, note.text)) for note in sheet.notes]
    return replace(sheet, notes=notes) if found.effects else None


def _experiments(lines: Sequence[Line], store: Store, registry: Registry) -> Sequence[Pending]:
    images = TestImages(registry)
    return [_pending(line, store, registry, images) for line in lines]


def _pending(line: Line, store: Store, registry: Registry, images: TestImages) -> Pending:
    files = stamps(map(paths.run_folder, line.row.names))
    dataset = line.row.dataset.partition(":")[0]
    return Pending(
        key=line.key,
        fingerprint=fingerprint(line, files, images.here(dataset)),
        make=partial(experiment.page, line, store, registry, images),
    )
