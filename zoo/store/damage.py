"""What may stand in the row of a run: each is looked at when it is read; a damaged one is named, and left out."""

from __future__ import annotations

import functools
import reprlib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from zoo import paths
from zoo.errors import StoreError, UsageError, shell_quote
from zoo.plugin import expressions
from zoo.store.metrics import METRICS, Metric
from zoo.store.records import STATUSES
from zoo.store.schema import runs


class Damage(NamedTuple):
    """A row that is not as the zoo writes it.

    Args:
        run: the run's name or, where that is none, `#` and the number of its row; `zoo rm` takes both.
        what: what is wrong with it.
    """

    run: str
    what: str

    @classmethod
    def of(cls, number: int, name: Any, what: str) -> Damage:
        """Returns what is wrong with the row of that number."""
        return cls(name if isinstance(name, str) and paths.is_run_name(name) else f"#{number}", what)

    @property
    def remedy(self) -> str:
        """The command that mends the store."""
        return f"zoo rm {shell_quote(self.run)}"


class DamagedRun(StoreError):
    """A run that was asked for is damaged."""

    def __init__(self, damage: Damage) -> None:
        super().__init__(f"Run {damage.run!r} is damaged in the store.", cause=f"{damage.what}.", hint=damage.remedy)
        self.damage = damage


class Check:
    """Tells what is wrong with rows of these columns of a run; made once, for there are many rows."""

    def __init__(self, columns: Sequence[str]) -> None:
        self._columns, self._sound = columns, set[tuple[type, ...]]()
        self._checks = [(column, place, CHECKS[column]) for place, column in enumerate(columns) if column in CHECKS]

    def __call__(self, row: Sequence[Any]) -> str | None:
        """Returns what is wrong with a row, None where it is sound."""
        types = tuple(map(type, row))
        if types not in self._sound:
            for column, kind, value in zip(self._columns, types, row, strict=True):
                if kind not in _types(column):
                    return _said(column, value)
            self._sound.add(types)
        for column, place, check in self._checks:
            if (value := row[place]) is not None and not check(value):
                return _said(column, value)
        return None


def wrong_metrics(metrics: Mapping[str, Any]) -> str | None:
    """Returns what is wrong with a run's metrics, None where they are sound or not known."""
    for key, value in metrics.items():
        if value is not None and not METRICS.get(key, ANY).holds(value):
            return _said(key, value)
    return None


def _said(name: str, value: Any) -> str:
    return f"its {name} is {reprlib.repr(value)}"


@functools.cache
def _types(column: str) -> set[type]:
    """Returns the types of the values that a column may have: a number that is whole is one with a fraction too."""
    kind = runs.c[column].type
    python = dict if isinstance(kind, sa.JSON) else kind.python_type
    return {python, int if python is float else python, type(None) if runs.c[column].nullable else python}


@functools.lru_cache(maxsize=10_000)
def _is_chain(text: str) -> bool:
    """Whether an expression can be read, and means one combination."""
    try:
        return len(expressions.parse(text)) == 1
    except UsageError:
        return False


def _is_time(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).utcoffset() is not None
    except ValueError:
        return False


def _fits(shape: Any, value: Any) -> bool:
    """Whether a value of JSON has a shape, where it is there: a type, a list of one, a mapping by key (`*`: others)."""
    if value is None or isinstance(shape, type):
        return value is None or isinstance(value, shape)
    if isinstance(shape, list):
        return isinstance(value, list) and all(_fits(shape[0], item) for item in value)
    others = shape.get("*", object)
    return isinstance(value, Mapping) and all(_fits(shape.get(key, others), item) for key, item in value.items())


ANY = Metric("", "", "", "{}")

_PART = {"name": str, "values": dict}
_SHAPES = {
    "experiment": {"dataset": _PART, "model": _PART, "augmenters": [_PART], "recipe": _PART},
    "provenance": {"environment": {"libraries": dict}, "components": {"*": {"sources": dict}}},
    "result": {"notes": [str], "weights_sha256": str},
    "error": {"message": str, "cause": str, "hint": str, "exit_status": int, "scope": str},
}

CHECKS: dict[str, Callable[[Any], bool]] = {
    "name": paths.is_run_name,
    "status": STATUSES.__contains__,
    **dict.fromkeys(("started", "finished", "heartbeat"), _is_time),
    **dict.fromkeys(("dataset", "model", "augmenter", "recipe"), _is_chain),
    **dict.fromkeys(("limit", "epochs", "token", "epochs_done"), lambda number: number >= 0),
    "test_accuracy": METRICS["test_accuracy"].holds,
    **{column: functools.partial(_fits, shape) for column, shape in _SHAPES.items()},
}
"""What a value has to be, beside its type, for whoever reads it."""
