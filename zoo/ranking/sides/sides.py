"""What `zoo compare A B` compares: two runs, or two rows, each named by what tells it from the other."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from zoo.errors import UsageError, brief, shell_quote
from zoo.experiments import unknown_names
from zoo.plugin import expressions
from zoo.plugin.components import PARTS
from zoo.ranking import groups
from zoo.ranking.board import Board
from zoo.ranking.selection import select
from zoo.ranking.sides.words import HELP, Words

if TYPE_CHECKING:
    from zoo.experiments.registry import Registry
    from zoo.ranking.rows import Row, Summary
    from zoo.store import RunRecord, Store

ALIKE = (*PARTS, "limit", "validation")
"""What both sides have in common, but for the kinds that are said of each of them."""


@dataclass(frozen=True, kw_only=True)
class Side:
    """One of the two.

    Args:
        what: the run or the row: its expressions, limit and validation.
        is_run: whether it is one run, and not the row that the run is in.
        runs: the names of its runs that have a result, by seed.
        said: the expressions that were said of it alone, by kind.
    """

    what: RunRecord | Row
    is_run: bool
    runs: Mapping[int, str]
    said: Mapping[str, str]

    @property
    def name(self) -> str | None:
        """The run's name; None of a row."""
        return self.what.name if self.is_run else None  # type: ignore[union-attr]

    @property
    def words(self) -> str:
        """What means it alone: the run's name, or every kind with its expression, as `Words` reads them."""
        return self.name or " ".join(f"{kind}={shell_quote(getattr(self.what, kind))}" for kind in PARTS)

    @property
    def stale(self) -> bool:
        """Whether it is a row that other code or data have made than there are today."""
        return bool(getattr(self.what, "stale", ()))


Pair = tuple[Side, Side]


class Found(NamedTuple):
    """The two sides, and all rows of the store."""

    a: Side
    b: Side
    rows: Sequence[Summary]

    @property
    def runs(self) -> bool:
        """Whether they are two runs, and not rows."""
        return self.a.is_run and self.b.is_run

    def titles(self, label: Callable[[str, str], str]) -> list[str]:
        """Returns what tells the two apart: components, else the runs' names; `label` shows a kind's expression."""
        kinds = [kind for kind in PARTS if getattr(self.a.what, kind) != getattr(self.b.what, kind)]
        named = [", ".join(label(kind, getattr(side.what, kind)) for kind in kinds) for side in self[:2]]
        return [text or side.name or "validation" for text, side in zip(named, self[:2], strict=True)]


def find(
    store: Store, registry: Registry, typed: tuple[str, str], shared: Mapping[str, str], *, limit: int | None = None
) -> Found:
    """Finds the two sides.

    Args:
        typed: of each side, a run's name or the beginning of it, or `Words`. What they say of one side alone holds for
            both.
        shared: by kind, an expression that holds for both.
        limit: only rows that were trained on this number of images.

    Raises:
        UsageError: no run and no component is called so; no pair of rows, or more than one, is what was asked for.
        DamagedRun: such a run is not as it was written.
    """
    rows, complete = groups.recorded(store, registry)
    words = Words(registry, rows)
    found: list[list[Side]] = []
    for text in typed:
        if (wanted := words.wanted(text, shared)) is None:
            found.append([_run(store, registry, text)])
            continue
        fits = select(registry, wanted, rows)
        fitting = (row for row in rows if row.seeds and limit in (None, row.limit) and fits(row))
        chosen = complete(Board(tuple(fitting))).rows
        said = {kind: wanted[kind] for kind in wanted.keys() - shared.keys()}
        found.append([Side(what=row, is_run=False, runs=_runs(row), said=said) for row in chosen])
        if not chosen:
            raise _nothing(wanted, len(rows), store.where)
    if all(sides[0].is_run for sides in found):
        return _apart(found[0][0], found[1][0], rows)
    return _apart(*_choose(found[0], found[1], registry, typed, shared), rows)


def _apart(a: Side, b: Side, rows: Sequence[Summary]) -> Found:
    first, second = ({side.name} if side.name else set(side.runs.values()) for side in (a, b))
    if both := first & second:
        cause = f"Run {', '.join(sorted(both))} is in both."
        raise UsageError("Nothing can be compared with itself.", cause=cause, hint=HELP)
    return Found(a, b, rows)


def _runs(row: Row) -> dict[int, str]:
    return {run.seed: run.name for run in row.runs}


def _run(store: Store, registry: Registry, name: str) -> Side:
    try:
        run = store.run(name)
    except UsageError as error:
        if not expressions.is_name(name) or "begin with" in error.message:
            raise
        unknown = unknown_names.of_any_kind(registry, name)
        unknown.message = f"There is no run and no component {name!r}."
        raise unknown from error
    runs = {} if run.test_accuracy is None else {run.seed: run.name}
    return Side(what=run, is_run=True, runs=runs, said={kind: getattr(run, kind) for kind in PARTS})


def _choose(
    first: Sequence[Side], second: Sequence[Side], registry: Registry, typed: tuple[str, str], shared: Mapping[str, str]
) -> Pair:
    """Returns the one pair that is meant: alike in all that is not said of both; current, of all images, with the
    parameters that are said and no others, and with the catalogue's defaults where there are such."""
    everyone = itertools.product(first, second)
    pairs = [(a, b) for a, b in everyone if _alike(a, b) and not set(a.runs.values()) & set(b.runs.values())]
    if not pairs:
        raise _no_like(first, second, typed)
    said = {*shared, *(kind for side in pairs[0] for kind in side.said)}
    preferences: list[Callable[[Pair], bool]] = [
        lambda pair: not any(side.stale for side in pair),
        lambda pair: pair[0].what.limit is None,
        *(lambda pair, kind=kind: all(_exactly(side, kind, shared) for side in pair) for kind in PARTS),
        *(lambda pair, kind=kind: _default(pair, kind, registry) for kind in PARTS if kind not in said),
        lambda pair: str(pair[0].what.validation) == str(registry.catalogue.defaults.get("validation")),
    ]
    for preferred in preferences:
        pairs = [pair for pair in pairs if preferred(pair)] or pairs
    if len(pairs) > 1:
        raise _several(pairs, typed, said)
    return pairs[0]


def _alike(a: Side, b: Side) -> bool:
    return not _unsaid(a, b)


def _no_like(first: Sequence[Side], second: Sequence[Side], typed: tuple[str, str]) -> UsageError:
    """Returns the refusal to compare what differs in more than was said, with the command that says the rest."""
    message = f"No row that is {typed[0]!r} has its like among those that are {typed[1]!r}."
    everyone = ((a, b) for a, b in itertools.product(first, second) if not set(a.runs.values()) & set(b.runs.values()))
    pairs = [pair for pair in everyone if not {"dataset", "limit", "validation"} & set(_unsaid(*pair))]
    if not pairs:
        cause = "What is said of one side alone holds for both, and limit and validation are the same."
        return UsageError(message, cause=cause, hint=HELP)
    a, b = min(pairs, key=lambda pair: len(_unsaid(*pair)))
    differing = [f"{kind} ({getattr(a.what, kind)}, {getattr(b.what, kind)})" for kind in _unsaid(a, b)]
    cause = f"The nearest two differ in {' and '.join(differing)} too, and what is not said of both has to be the same."
    images = "" if a.what.limit is None else f" --train-images {a.what.limit}"
    return UsageError(message, cause=cause, hint=shell_quote("zoo", "compare", a.words, b.words) + images)


def _unsaid(a: Side, b: Side) -> list[str]:
    """Returns in what two sides differ that was not said of both."""
    both = set(a.said) & set(b.said)
    return [name for name in ALIKE if name not in both and getattr(a.what, name) != getattr(b.what, name)]


def _exactly(side: Side, kind: str, shared: Mapping[str, str]) -> bool:
    """Whether a side has the parameters that were said of its kind, and no others."""
    has = getattr(side.what, kind)
    return bool({**shared, **side.said}.get(kind, has) == has)


def _default(pair: Pair, kind: str, registry: Registry) -> bool:
    """Whether a pair has the default of a kind, with whatever parameters."""
    default = registry.catalogue.defaults.get(kind)
    return default is None or _names(getattr(pair[0].what, kind)) == _names(str(default))


def _names(expression: str) -> list[str]:
    return [term.name for term in expressions.parse(expression)[0]]


def _several(pairs: Sequence[Pair], typed: tuple[str, str], said: Collection[str]) -> UsageError:
    """Returns the refusal to guess, with a command for the first of the choices."""
    message = f"{len(pairs)} pairs of rows are {typed[0]!r} and {typed[1]!r}."
    cause = "They differ in code, data, limit or validation; of runs it is known which are meant."
    a, b = (min(side.runs.items())[1] for side in pairs[0])
    hint = shell_quote("zoo", "compare", a, b)
    for kind in PARTS:
        values = list(dict.fromkeys(getattr(side.what, kind) for pair in pairs for side in pair))
        if len({tuple(getattr(side.what, kind) for side in pair) for pair in pairs}) > 1:
            cause = f"The {kind} may be {brief(' or '.join(values), 300)}."
            if kind not in said:
                option = "--aug" if kind == "augmenter" else f"--{kind}"
                hint = f"{shell_quote('zoo', 'compare', typed[0], typed[1])} {option} {shell_quote(values[0])}"
            break
    return UsageError(message, cause=cause, hint=hint)


def _nothing(wanted: Mapping[str, str], rows: int, where: str) -> UsageError:
    asked = ", ".join(f"{kind} {text}" for kind, text in wanted.items())
    cause = f"There are {rows} rows in {where}." if rows else f"There are no results yet in {where}."
    return UsageError(f"Nothing was trained with {asked}.", cause=cause, hint="zoo leaderboard" if rows else "zoo run")
