"""The effects as a sheet: a table per kind, with a line per mean and one per combination that is unlike the others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from zoo.errors import some
from zoo.ranking.tables.figures import count, known
from zoo.ranking.tables.sheet import Note, Sheet, Table
from zoo.ranking.tables.table import Column

if TYPE_CHECKING:
    from zoo.ranking.rows import Row
    from zoo.ranking.views.effects import Effect, Effects, Place

FIELDS = ("kind", "of", "against", "combinations", "dataset", "model", "augmenter", "recipe", "limit", "validation",
          "adds", "half_width", "p", "differs")  # fmt: skip


class Line(NamedTuple):
    """A line of a table.

    Args:
        difference: what it adds, a fraction of 1, and `half_width` of its interval; None where that is not known.
        where: in what it adds so much.
    """

    name: str
    difference: float
    half_width: float | None
    where: str


def sheet(effects: Effects, top: int | None = None) -> Sheet:
    """Returns a table for each kind that has effects, of the first `top`; CSV and JSON have each combination too."""
    kinds = list(dict.fromkeys(effect.kind for effect in effects.effects))
    found = {kind: [effect for effect in effects.effects if effect.kind == kind][:top] for kind in kinds}
    tables = [Table(_heading(some[0]), list(_lines(some)), _columns(kind)) for kind, some in found.items()]
    records = [record for some in found.values() for effect in some for record in _records(effect)]
    cut = len(effects.effects) - sum(map(len, found.values()))
    return Sheet("effects", tables, notes(effects), records, FIELDS, cut)


def points(difference: float, half_width: float | None) -> str:
    """Returns what is added in points of percent: `+2.10 ± 0.30`."""
    width = known(half_width)
    return f"{100 * difference:+.2f}{'' if width is None else f' ± {100 * width:.2f}'}"


def _heading(effect: Effect) -> str:
    what = "the default" if effect.default else "combined with most others"
    return f"{effect.kind.capitalize()}s, against {effect.base_name} ({what})"


def _columns(kind: str) -> list[Column]:
    return [
        Column(kind, lambda line: line.name),
        Column("adds", lambda line: points(line.difference, line.half_width), right=True),
        Column("in", lambda line: line.where),
    ]


def _lines(effects: Iterable[Effect]) -> Iterable[Line]:
    for effect in effects:
        rows = [place.row for place in effect.places]
        every = "1 combination" if len(rows) == 1 else f"the mean of {count(len(rows))} combinations"
        where = place_words(rows[0], effect.kind, rows) if len(rows) == 1 else ""
        yield Line(effect.name, effect.difference, effect.half_width, f"{every}{where and f': {where}'}")
        for place in effect.places:
            if place.differs:
                where = place_words(place.row, effect.kind, rows)
                yield Line(effect.name, place.difference, place.half_width, where)


def place_words(row: Row, kind: str, rows: Sequence[Row]) -> str:
    """Returns what a row was trained with, but for its `kind`, and for what all rows have: `cifar10 with cnn6`."""
    others = [each for each in ("model", "augmenter", "recipe") if each != kind]
    varying = [each for each in others if len({getattr(one, each) for one in rows}) > 1] or others
    said = [row.label(each) for each in varying]
    said += [f"{row.limit:,} images"] if row.limit is not None else []
    return f"{row.label('dataset')} with {', '.join(said)}"


def _records(effect: Effect) -> Iterable[Mapping[str, Any]]:
    own = {"kind": effect.kind, "of": effect.of, "against": effect.base}
    whole = {
        "combinations": len(effect.places),
        "adds": effect.difference,
        "half_width": effect.half_width,
        "p": effect.p,
    }
    yield {**own, **whole}
    for place in effect.places:
        yield {**own, "combinations": 1, **_where(place), "adds": place.difference, "half_width": place.half_width,
               "p": place.p, "differs": place.differs}  # fmt: skip


def _where(place: Place) -> dict[str, Any]:
    return {
        name: getattr(place.row, name) for name in ("dataset", "model", "augmenter", "recipe", "limit", "validation")
    }


def notes(effects: Effects) -> list[Note]:
    """Returns what the figures mean, and what has no part in them."""
    found = [ADDS] if effects.effects else []
    if any(effect.half_width is not None for effect in effects.effects):
        found.append(INTERVAL)
    if any(effect.half_width is None for effect in effects.effects):
        found.append(UNKNOWN)
    if any(effect.pooled and effect.half_width is not None for effect in effects.effects):
        found.append(POOLED)
    if any(place.differs for effect in effects.effects for place in effect.places):
        found.append(DIFFERS)
    for base, names in effects.alone.items():
        found.append(f"No combination in common with {base}: {some(names)}.")
    if effects.without:
        rows = "1 row has" if effects.without == 1 else f"{effects.without:,} rows have"
        found.append(f"No part in it: {rows} no kept predictions.")
    return [Note(text) for text in found]


MEAN = "adds: points of test accuracy, in combinations of all else in which both were trained"
ADDS = f"{MEAN}; CSV and JSON have each."
INTERVAL = "±: half the width of the 95% interval, for new seeds and new test images alike."
UNKNOWN = "Without ±: one seed each, and no other row of the dataset has several, so nothing is known of other seeds."
POOLED = "Of rows of one seed, how much seeds vary is taken from the other rows of the dataset."
DIFFERS = "A combination has a line where what is added differs from the mean of the others beyond chance."
