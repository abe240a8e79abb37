"""What may stand in the row of a run: each is looked at when it is read; a damaged one is named, and left out."""

from __future__ import annotations

import functools
import reprlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from zoo import paths
from zoo.errors import StoreError, UsageError, shell_quote
from zoo.plugin import expressions
from zoo.store.metrics import METRICS, described
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
    """Tells what is wrong with rows that have these columns of a run, and these metrics after them."""

    def __init__(self, columns: Iterable[str], metrics: Iterable[str] = ()) -> None:
        self._sound = [*((name, _column(name)) for name in columns), *((key, _metric(key)) for key in metrics)]

    def __call__(self, row: Sequence[Any]) -> str | None:
        """Returns what is wrong with a row, None where it is sound."""
        for (name, sound), value in zip(self._sound, row, strict=True):
            if not sound((value,)):
                return f"its {name} is {reprlib.repr(value)}"
        return None

    def all_sound(self, rows: Sequence[Sequence[Any]]) -> bool:
        """Whether nothing is wrong with any of many rows; much faster than to look at each."""
        columns = zip(*rows, strict=True)
        return not rows or all(sound(values) for (_, sound), values in zip(self._sound, columns, strict=True))


def wrong_metrics(metrics: Mapping[str, Any]) -> str | None:
    """Returns what is wrong with a run's metrics, None where they are sound or not known."""
    return Check((), metrics)(list(metrics.values()))


def sound_metrics(many: Iterable[Mapping[str, Any]]) -> bool:
    """Whether nothing is wrong with the metrics of many runs."""
    values: dict[str, list[Any]] = {}
    for metrics in many:
        for key, value in metrics.items():
            values.setdefault(key, []).append(value)
    return all(_metric(key)(values[key]) for key in values)


@functools.cache
def _column(name: str) -> Callable[[Sequence[Any]], bool]:
    """Returns what tells whether values can all stand in a column; a whole number is one with a fraction too."""
    column, check = runs.c[name], CHECKS.get(name)
    is_json = isinstance(column.type, sa.JSON)
    python = dict if is_json else column.type.python_type
    types = {python, int if python is float else python, type(None) if column.nullable else python}

    def sound(values: Sequence[Any]) -> bool:
        if not types.issuperset(map(type, values)):
            return False
        if check is None:
            return True
        different = values if is_json else set(values)
        return check([value for value in different if value is not None])

    return sound


def _metric(key: str) -> Callable[[Sequence[Any]], bool]:
    holds = described(key).holds
    return lambda values: holds(*(value for value in values if value is not None))


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


_PART = {"name": str, "values": dict}
_SHAPES = {
    "experiment": {"dataset": _PART, "model": _PART, "augmenters": [_PART], "recipe": _PART},
    "provenance": {"environment": {"libraries": dict}, "components": {"*": {"sources": dict}}},
    "result": {"notes": [str], "weights_sha256": str},
    "error": {"message": str, "cause": str, "hint": str, "exit_status": int, "scope": str},
}


def _each(check: Callable[[Any], bool]) -> Callable[[Iterable[Any]], bool]:
    return lambda values: all(map(check, values))


CHECKS: dict[str, Callable[[Sequence[Any]], bool]] = {
    "name": _each(paths.is_run_name),
    "status": set(STATUSES).issuperset,
    **dict.fromkeys(("started", "finished", "heartbeat"), _each(_is_time)),
    **dict.fromkeys(("dataset", "model", "augmenter", "recipe"), _each(_is_chain)),
    **dict.fromkeys(("limit", "epochs", "token", "epochs_done"), lambda numbers: min(numbers, default=0) >= 0),
    "test_accuracy": lambda values: METRICS["test_accuracy"].holds(*values),
    **{column: _each(functools.partial(_fits, shape)) for column, shape in _SHAPES.items()},
}
"""What the values of a column have to be, beside their type, for whoever reads them."""
