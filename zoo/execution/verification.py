"""A suite trained where that is missing, and judged by what is expected of it: `zoo verify`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from zoo.errors import UsageError
from zoo.execution import plan, precision, requests
from zoo.experiments.request import Composed
from zoo.plugin import expressions
from zoo.plugin.expressions import Term
from zoo.ranking.verification.trials import Trial
from zoo.ranking.verification.verdicts import Verification
from zoo.ranking.verification.verification import judge
from zoo.store import DONE, Store

if TYPE_CHECKING:
    from zoo.execution.events import Listener
    from zoo.execution.plan import Item
    from zoo.experiments.experiment import Experiment
    from zoo.experiments.registry import Registry
    from zoo.experiments.request import RunOptions, RunRequest
    from zoo.experiments.suites import Suite
    from zoo.store import RunRecord

UNTRAINED, STALE = "not trained", "stale"


@dataclass(frozen=True)
class Verified:
    """The verdicts, and the records of what was trained for them."""

    verification: Verification
    records: Sequence[RunRecord]
    trained: int


@dataclass(frozen=True)
class _Wanted:
    """The experiments of one combination, which differ in their seed alone; and how many epochs the suite asks for."""

    experiments: Sequence[Experiment]
    whole: int


def verify(
    request: RunRequest,
    options: RunOptions,
    listeners: Iterable[Listener],
    *,
    registry: Registry,
    train: bool = True,
) -> Verified:
    """Trains what of a suite is missing, as `requests.run` does, and judges all of it.

    Args:
        request: its suite, and what cuts it: seeds, limit, and `epochs` as the most that a run is trained for. What is
            done for as many epochs as the suite asks is not trained again for fewer.
        train: without it, what is done is judged.

    Raises:
        UsageError: there is no such suite, or nothing is expected of it.
        ZooError: as `requests.run` does.
    """
    suite = registry.suite(str(request.suite))
    if not suite.expected:
        raise UsageError(
            f"Nothing is expected of the suite {suite.name!r}.",
            cause="None of its runs has `expected`, with which its results could be compared.",
            hint=f"zoo run --suite {suite.name}",
        )
    store = Store.open(create=train)

    def settled(several: Sequence[Composed]) -> list[Composed]:
        return [precision.settle(each, registry, options, measure=train) for each in several]

    asked, wanted = _cut(request, registry, store, settled)
    if train:
        outcome = requests.train(asked, options, listeners, registry=registry)
        items, records = outcome.items, outcome.records
    else:
        items, records = plan.make(asked.experiments, registry, store), {}
    known = {item.experiment.id: item for item in items}
    by_run = [[_trial(group, known, records, registry) for group in groups] for groups in wanted]
    trials = _with_expectations(suite, by_run)
    names = [run.name for trial in trials for run in trial.runs]
    verification = Verification(suite.name, judge(trials, store.correct(names)))
    return Verified(verification, list(records.values()), sum(item.trained for item in items))


def _with_expectations(suite: Suite, by_run: Sequence[Sequence[Trial]]) -> list[Trial]:
    """Returns the trials of all runs of a suite, each with what is expected of it."""
    places = [sum(map(len, by_run[:run])) for run in range(len(by_run))]
    trials = [trial for several in by_run for trial in several]
    for run, expected in suite.expected.items():
        than = None if expected.than is None else places[suite.runs.index(expected.than)]
        trials[places[run]] = replace(trials[places[run]], expected=expected, than=than)
    return trials


def _cut(
    request: RunRequest, registry: Registry, store: Store, settled: Callable[[Sequence[Composed]], list[Composed]]
) -> tuple[Composed, list[list[_Wanted]]]:
    """Returns what is asked for, and by run of the suite, the combinations: cut to `request.epochs`, but those that are
    done in full.

    Args:
        settled: puts a precision in place of `auto`.
    """
    most = request.epochs
    whole = settled(replace(request, epochs=None).by_run(registry))
    if most is None:
        return Composed.of(whole), [_groups(run.experiments, run.experiments) for run in whole]
    everything = Composed.of(whole).experiments
    done = {item.experiment.id for item in plan.make(everything, registry, store) if item.status == plan.DONE}
    chosen = [
        full if all(_epochs(each) <= most or each.id in done for each in full.experiments) else short
        for full, short in zip(whole, settled(request.by_run(registry)), strict=True)
    ]
    wanted = [_groups(run.experiments, full.experiments) for run, full in zip(chosen, whole, strict=True)]
    return Composed.of(chosen), wanted


def _groups(experiments: Sequence[Experiment], whole: Sequence[Experiment]) -> list[_Wanted]:
    """Returns the combinations of experiments; `whole` are the same ones for as many epochs as the suite asks."""
    groups: dict[str, list[tuple[Experiment, Experiment]]] = {}
    for pair in zip(experiments, whole, strict=True):
        groups.setdefault(pair[0].group_id, []).append(pair)
    return [_Wanted([one for one, _ in pairs], _epochs(pairs[0][1])) for pairs in groups.values()]


def _trial(wanted: _Wanted, known: Mapping[str, Item], records: Mapping[str, RunRecord], registry: Registry) -> Trial:
    """Returns what has come of a combination."""
    one = wanted.experiments[0]
    runs, others = [], Counter[str]()
    for experiment in wanted.experiments:
        item = known[experiment.id]
        record = records.get(experiment.id, item.run)
        if record is None:
            others[UNTRAINED] += 1
        elif record.status != DONE:
            others[record.status] += 1
        elif item.reasons and experiment.id not in records:
            others[STALE] += 1
        else:
            runs.append(record)
    return Trial(
        name=_name(one, registry), epochs=_epochs(one), whole=wanted.whole, limit=one.limit, runs=runs, others=others
    )


def _name(experiment: Experiment, registry: Registry) -> str:
    """Returns what an experiment combines, in the names of presets, without its epochs: those have a column."""
    said = experiment.expressions
    ((recipe,),) = expressions.parse(said["recipe"])
    said["recipe"] = str(Term(recipe.name, {name: value for name, value in recipe.values.items() if name != "epochs"}))
    return ", ".join(registry.label(kind, expression) for kind, expression in said.items())


def _epochs(experiment: Experiment) -> int:
    return int(experiment.recipe.values["epochs"])
