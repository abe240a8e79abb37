"""What is known before anything trains: what cannot be, how long the rest takes, and what it needs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from zoo.errors import DataError, PluginError
from zoo.execution import estimate, launching, plan, requirements, runner
from zoo.execution.estimate import Pace
from zoo.execution.forecast import Forecast
from zoo.execution.runner import Size
from zoo.experiments.unavailable import Unavailable

if TYPE_CHECKING:
    from zoo.execution.events import Listener
    from zoo.execution.plan import Item
    from zoo.experiments.registry import Registry
    from zoo.experiments.request import Composed, RunOptions
    from zoo.plugin.events import Checked
    from zoo.store import RunRecord, Store

IMPOSSIBLE = "impossible"
ORDER = (plan.DONE, plan.STALE, plan.BUSY, plan.RESUMABLE, plan.TO_DO, IMPOSSIBLE)

Facts = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """A plan, and what it takes.

    Args:
        unavailable: what is not in the plan, for a component or its data are not there.
        refused: by group id, why a combination cannot be trained.
        seconds: by experiment id, how long it is going to take.
        probed: how many combinations were measured for it, where no earlier run tells.
        total: the seconds of all together that are known, None where none is.
        downloads: by the name of the source, how many bytes are missing here; what other machines miss is not known.
        disk: how many bytes the runs are going to take, as far as that is known.
        disk_known: whether all of it is.
        free: how many there are.
    """

    items: Sequence[Item]
    unavailable: Sequence[Unavailable] = ()
    refused: Mapping[str, str] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)
    probed: int = 0
    total: float | None = None
    jobs: int = 1
    downloads: Mapping[str, int] = field(default_factory=dict)
    disk: int = 0
    disk_known: bool = True
    free: int = 0

    def refusal(self, item: Item) -> str | None:
        """Returns why an experiment that is to be trained cannot be."""
        return self.refused.get(item.experiment.group_id) if item.trained else None

    def status(self, item: Item) -> str:
        """Returns an experiment's status: the plan's, or that it cannot be trained."""
        return IMPOSSIBLE if self.refusal(item) else item.status

    @property
    def trained(self) -> list[Item]:
        """What is going to be trained."""
        return [item for item in self.items if item.trained and not self.refusal(item)]

    @property
    def counts(self) -> dict[str, int]:
        """How many experiments there are of each status."""
        counts = Counter(self.status(item) for item in self.items)
        counts[IMPOSSIBLE] += sum(len(one.seeds) for one in self.unavailable)
        return {name: counts[name] for name in ORDER if counts[name]}


def look_ahead(
    asked: Composed, registry: Registry, store: Store, options: RunOptions, emit: Listener, *, probe: bool
) -> Outlook:
    """Returns the outlook on what is asked for; nothing is trained, downloaded or recorded.

    Args:
        probe: whether workers check the combinations that no run has finished, and measure some steps of those that no
            earlier run is like.

    Raises:
        Interrupted: Ctrl-C or SIGTERM.
        StoreError: the store cannot be read.
    """
    items, dataless = _planned(asked, registry, store, options)
    trained, finished = [item for item in items if item.trained], store.runs(status="done")
    size, remote = Size.of(options), launching.remote(registry, options.launcher)
    known = paces(trained, store, size.threads)
    answers: Mapping[str, Checked] = {}
    if probe:
        proven = {run.group_id for run in finished} - {item.experiment.group_id for item in items if item.reasons}
        untried = [item for item in trained if item.experiment.group_id not in proven]
        asked_of = untried if remote else _with_data(untried, registry)
        answers, size = _look(trained if remote else asked_of, asked_of, registry, known, options, emit)
        known = paces(trained, store, size.threads)
    refused = {group: str(answer.refused) for group, answer in answers.items() if answer.refused}
    facts = {group: answer.facts for group, answer in answers.items()}
    probed = {group: Pace(each) for group, known in facts.items() if (each := known.get("seconds_per_epoch"))}
    possible = [item for item in trained if item.experiment.group_id not in refused]
    timed = [item for item in possible if item.experiment.group_id in {**probed, **known}]
    forecast = Forecast(timed, jobs=size.jobs, known={**probed, **known})
    downloads = {} if remote else requirements.downloads(possible, registry)
    disk, complete = requirements.disk(possible, {**_sizes(possible, finished), **facts}, jobs=size.jobs)
    return Outlook(
        items=items,
        unavailable=[*asked.unavailable, *dataless],
        refused=refused,
        seconds={item.experiment.id: forecast.expected(item) or 0.0 for item in timed},
        probed=len(probed),
        total=forecast.total() if timed else None,
        jobs=size.jobs,
        downloads=downloads,
        disk=disk + sum(downloads.values()),
        disk_known=complete and not downloads,  # what comes of a download is larger
        free=requirements.free(),
    )


def paces(items: Iterable[Item], store: Store, threads: int) -> dict[str, Pace]:
    """Returns what earlier runs tell of what is going to be trained with so many threads each, by group id."""
    return estimate.paces([item.experiment for item in items if item.trained], store, threads)


def _planned(
    asked: Composed, registry: Registry, store: Store, options: RunOptions
) -> tuple[list[Item], list[Unavailable]]:
    """Returns the plan of what has data, and what is impossible because it has none: that is found out by dataset."""
    items: list[Item] = []
    dataless: list[Unavailable] = []
    for dataset in dict.fromkeys(experiment.expressions["dataset"] for experiment in asked.experiments):
        own = [experiment for experiment in asked.experiments if experiment.expressions["dataset"] == dataset]
        try:
            items += plan.make(own, registry, store, force=options.force, refresh=options.refresh)
        except (DataError, PluginError) as error:
            dataless += [Unavailable(expressions=one.expressions, seeds=[one.seed], error=error) for one in own]
    order = {experiment.id: place for place, experiment in enumerate(asked.experiments)}
    return sorted(items, key=lambda item: order[item.experiment.id]), dataless


def _look(
    items: Sequence[Item],
    untried: Sequence[Item],
    registry: Registry,
    known: Mapping[str, Pace],
    options: RunOptions,
    emit: Listener,
) -> tuple[Mapping[str, Checked], Size]:
    """Returns what workers say of what is untried, and how many there are for all items: a launcher of other machines
    knows."""
    sizes = [Size.of(options)]
    if not items:
        return {}, sizes[0]
    asked = {item.experiment.group_id for item in untried}
    how: Any = {"registry": registry, "options": options, "emit": emit, "asked": asked}
    return runner.look(items, **how, probe=asked - set(known), started=sizes.append), sizes[-1]


def _sizes(items: Iterable[Item], finished: Iterable[RunRecord]) -> Facts:
    """Returns the number of parameters, by group id, of the models that were trained on the same dataset before."""
    known = {(run.dataset, run.model): run.parameters for run in finished if run.parameters is not None}
    made_of = {item.experiment.group_id: item.experiment.expressions for item in items}
    pairs = {group: (parts["dataset"], parts["model"]) for group, parts in made_of.items()}
    return {group: {"parameters": known[pair]} for group, pair in pairs.items() if pair in known}


def _with_data(items: Iterable[Item], registry: Registry) -> list[Item]:
    """Returns an item of each group whose data are here: a check downloads nothing."""
    groups = {item.experiment.group_id: item for item in items}
    return [item for item in groups.values() if not requirements.downloads([item], registry)]
