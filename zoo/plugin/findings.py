"""What a probe finds in a trained run: numbers, details, what the terminal shows, pictures. Light."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any, Literal, Union

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from PIL.Image import Image

Picture = Union["Image", "Figure", Callable[[IO[bytes]], object]]
"""An image, a figure of Matplotlib's (made without pyplot), or a function that writes a PNG into a binary stream."""

NUMBER = re.compile(r"[a-z][a-z0-9_]*")
PICTURE = re.compile(r"[A-Za-z0-9][\w.-]*\.png", re.ASCII)

FORMS = ("percent", "duration")


@dataclass(frozen=True, kw_only=True)
class ProbeMetric:
    """A number that a probe finds, for tables: `zoo leaderboard --columns PROBE.NAME` shows it.

    Args:
        name: small letters, digits and `_`.
        title: how a table heads it; by default the probe's name and its own.
        format: how a value is written for people: `percent` of a fraction of 1, `duration` of seconds, or as
            `str.format` does.
        better: which of two values is the better one; None where neither is.
        kind: `fraction` of 1, whole `count`, or any `number`.

    Raises:
        ValueError: one of them is not what it has to be.
    """

    name: str
    title: str = ""
    format: str = "{:.4g}"
    better: Literal["higher", "lower"] | None = None
    kind: Literal["fraction", "count", "number"] = "number"

    def __post_init__(self) -> None:
        _expect("name", self.name, "small letters, digits and _", NUMBER.fullmatch(str(self.name)) is not None)
        _expect("better", self.better, "'higher', 'lower' or None", self.better in ("higher", "lower", None))
        _expect("kind", self.kind, "'fraction', 'count' or 'number'", self.kind in ("fraction", "count", "number"))
        _expect("format", self.format, f"one of {FORMS}, or a form such as '{{:.2f}}'", _writes(self.format))


@dataclass(frozen=True)
class Table:
    """A table for the terminal.

    Args:
        columns: the heads.
        rows: a text or a number for each column, in the unit that its head names; numbers stand on the right.
        title: a line above it.
    """

    columns: Sequence[str]
    rows: Sequence[Sequence[str | float | int]]
    title: str = ""


@dataclass(frozen=True, kw_only=True)
class Findings:
    """What a probe found.

    Args:
        numbers: by name, what leaderboards may show; None where there is none to tell. An accuracy is a fraction of 1,
            a time in seconds. A name is made of small letters, digits and `_`; what the probe does not declare in its
            `metrics` is shown as it is.
        shown: what the terminal shows below them: texts of at most 80 columns, and tables.
        data: whatever else is worth keeping: what JSON has, and NumPy's arrays and numbers.
        pictures: by file name, `NAME.png`; the first is the one that `zoo probe -o FILE` writes to FILE.
        notes: a sentence each, on what a reader has to know.
    """

    numbers: Mapping[str, float | None] = field(default_factory=dict)
    shown: Sequence[str | Table] = ()
    data: Mapping[str, Any] = field(default_factory=dict)
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    notes: Sequence[str] = ()

    def check(self) -> None:
        """Raises `ValueError` where something is not what it has to be: a probe is a stranger's."""
        for name, value in self.numbers.items():
            _expect("numbers", name, "names of small letters, digits and _", NUMBER.fullmatch(str(name)) is not None)
            _expect(name, value, "a finite number or None", value is None or _finite(value))
        for name in self.pictures:
            _expect("pictures", name, "names such as 'map.png'", PICTURE.fullmatch(str(name)) is not None)
        for each in self.shown:
            _expect("shown", each, "texts and zoo.Table", isinstance(each, (str, Table)))
        for table in (each for each in self.shown if isinstance(each, Table)):
            sound = all(len(row) == len(table.columns) for row in table.rows)
            _expect("shown", table.title or table.columns, "a cell for each column in each row", sound)


def _expect(what: str, received: Any, expected: str, sound: bool) -> None:
    if not sound:
        raise ValueError(f"Invalid `{what}` of a probe. Expected {expected}. Received: {received!r}")


def _finite(value: Any) -> bool:
    try:
        return math.isfinite(value)
    except TypeError:
        return False


def _writes(form: str) -> bool:
    try:
        return form in FORMS or form.format(0.5) != form
    except (ValueError, LookupError, AttributeError):
        return False
