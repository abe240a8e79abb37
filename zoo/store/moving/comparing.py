"""Which runs of another store are here already, and what the others are to be called: one run is recognised by its
experiment and the moment at which it began, whatever it is called."""

from __future__ import annotations

import operator
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import sqlalchemy as sa

from zoo.paths import is_run_name
from zoo.plugin import expressions
from zoo.plugin.components import FROM
from zoo.store import rows, schema
from zoo.store.attempts import RESUMABLE
from zoo.store.records import DIVERGED, DONE, RUNNING, RunRecord

NEW, FURTHER, HERE, LEFT_OUT = WHATS = ("new", "further", "here", "left out")
"""What becomes of a run: it is brought; it is here and went on there, which is brought; it is here; or neither."""

_MADE_AS = operator.attrgetter("code", "data", "protocol", "threads")

Alike = Callable[[RunRecord, RunRecord], bool]


@dataclass(frozen=True)
class Step:
    """What becomes of a run of another store.

    Args:
        run: as it is there.
        what: one of `WHATS`.
        name: what it is called here, None where it is not.
        notes: what is to be said of it, a sentence each.
        damaged: whether it is left out for what is wrong with it.
    """

    run: RunRecord
    what: str
    name: str | None = None
    notes: tuple[str, ...] = ()
    damaged: bool = False

    def noted(self, *notes: str) -> Step:
        """Returns it with more to be said."""
        return replace(self, notes=(*self.notes, *notes))

    def to_dict(self) -> dict[str, Any]:
        """Returns what `zoo merge --json` prints of it."""
        return {"run": self.run.name, "what": self.what, "here": self.name, "notes": list(self.notes)}


@dataclass
class Here:
    """What is recorded here of some experiments.

    Args:
        runs: by the experiment, its runs, the newest first.
        names: of all these, the damaged ones too.
        removed: by the experiment, the highest number of an attempt that was removed.
    """

    runs: dict[str, list[RunRecord]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    removed: dict[str, int] = field(default_factory=dict)

    @classmethod
    def read(cls, connection: sa.Connection, experiments: Collection[str] | None = None) -> Here:
        """Reads what is recorded of experiments, by default of all."""
        runs, removed = schema.runs.c, schema.removed.c
        own = [] if experiments is None else [runs.experiment_id.in_(experiments)]
        gone = [] if experiments is None else [removed.experiment_id.in_(experiments)]
        here = cls()
        for run in rows.records(connection, own):
            here.runs.setdefault(run.experiment_id, []).append(run)
        here.names = {name for name in connection.scalars(sa.select(runs.name).where(*own)) if isinstance(name, str)}
        attempts = connection.execute(sa.select(removed.experiment_id, removed.attempt).where(*gone))
        here.removed = {experiment: number for experiment, number in attempts if isinstance(number, int)}
        return here

    def add(self, run: RunRecord) -> None:
        """Takes note of a run that is brought."""
        self.names.add(run.name)
        self.runs.setdefault(run.experiment_id, []).insert(0, run)

    def free_name(self, run: RunRecord) -> str:
        """Returns what a run is called here: as there or, where that is or was another one's, with the next number."""
        if run.name not in self.names and not self.was_removed(run):
            return run.name
        own = [attempt(name) for name in self.names if name.rpartition(".")[0] == run.experiment_id]
        return f"{run.experiment_id}.{max([*own, self.removed.get(run.experiment_id, 0)]) + 1}"

    def was_removed(self, run: RunRecord) -> bool:
        """Whether a run of that name may have been removed here."""
        return run.name not in self.names and attempt(run.name) <= self.removed.get(run.experiment_id, 0)


def attempt(name: str) -> int:
    """Returns the number at the end of a run's name, 0 of what is none."""
    return int(name.rpartition(".")[2]) if is_run_name(name) else 0


def decide(run: RunRecord, here: Here, alike: Alike, *, removed: bool = False) -> Step:
    """Returns what becomes of a run of another store.

    Args:
        alike: whether a run here and one there have the same weights.
        removed: whether runs whose names were removed here are brought all the same, under other names.
    """
    if run.status == RUNNING:
        return Step(run, LEFT_OUT, notes=("It is running there.",))
    others = here.runs.get(run.experiment_id, [])
    same = [own for own in others if _began_together(own, run)]
    if found := next((own for own in same if _holds(own, run, alike)), None):
        return Step(run, HERE, found.name)
    if behind := next((own for own in same if own.status in (RUNNING, *RESUMABLE)), None):
        if behind.status == RUNNING:
            return Step(run, LEFT_OUT, behind.name, (f"It went on there, and is running here: {behind.name}.",))
        return Step(run, FURTHER, behind.name, (f"It went on there; {behind.name} here was {behind.status}.",))
    if here.was_removed(run) and not removed:
        return Step(run, LEFT_OUT, notes=("A run of that name was removed here; --removed brings it all the same.",))
    return Step(run, NEW, here.free_name(run)).noted(*_conflicts(run, others, alike))


def _began_together(own: RunRecord, run: RunRecord) -> bool:
    """Whether two are one run: what goes on elsewhere keeps its beginning, and gets another host and a larger token."""
    return own.started == run.started and (own.host == run.host or max(own.token, run.token) > 1)


def _holds(own: RunRecord, run: RunRecord, alike: Alike) -> bool:
    """Whether all that there is of a run there is here too."""
    if run.status in RESUMABLE:
        return own.status in (DONE, DIVERGED) or own.token >= run.token
    if own.status != run.status:
        return False
    told = (own.finished, own.test_accuracy, own.token) == (run.finished, run.test_accuracy, run.token)
    return told or alike(own, run)


def _conflicts(run: RunRecord, others: Iterable[RunRecord], alike: Alike) -> Iterator[str]:
    """Yields a sentence where the same experiment, code, data and threads gave another result here."""
    for own in others:
        if own.status == run.status == DONE and _MADE_AS(own) == _MADE_AS(run) and not alike(own, run):
            what = f"It has other weights than {own.name}, of the same code, data and threads."
            yield f"{what} Both are kept; the leaderboard counts this one, which came last."


def origin_moved(run: RunRecord, called: Mapping[str, str]) -> str | None:
    """Returns what is to be said where a run began with the weights of another that has another name here.

    Args:
        called: the names here of the runs that have other ones there.
    """
    ((term,),) = expressions.parse(run.model)
    if (origin := str(term.values.get(FROM.name))) in called:
        return f"It began with the weights of {origin} there, which is {called[origin]} here."
    return None
