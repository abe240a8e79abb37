"""What is asked for is done here, from the request to the last record: `zoo run` types it, Python calls it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zoo.data import cache, room
from zoo.errors import Failure
from zoo.execution import launching, outlook, plan, requirements, runner
from zoo.execution.events import Dispatcher, Plan
from zoo.execution.preflight import Refused
from zoo.execution.tracking.hooks import Hooks
from zoo.execution.uploads import Uploads
from zoo.experiments.request import Composed, RunOptions, RunRequest
from zoo.experiments.unavailable import remedy
from zoo.progress import reporter
from zoo.store import Store
from zoo.store.shared import SharedFiles, folder

if TYPE_CHECKING:
    from zoo.execution.events import Listener
    from zoo.execution.outlook import Outlook
    from zoo.execution.plan import Item
    from zoo.experiments.registry import Registry
    from zoo.plugin.sources import Source
    from zoo.store import RunRecord


@dataclass(frozen=True)
class Outcome:
    """What has come of a request: the plan as it was, and by experiment id the record of what was trained."""

    items: Sequence[Item]
    records: Mapping[str, RunRecord]


def run(request: RunRequest, options: RunOptions, listeners: Iterable[Listener], *, registry: Registry) -> Outcome:
    """Plans what is asked for, downloads what it needs, trains and records it.

    Args:
        listeners: take every event; one that fails hears of no more.

    Raises:
        UsageError, PluginError, DataError: what is asked for cannot be; nothing was trained.
        ZooError: as `zoo.execution.runner.run` does.
    """
    return train(request.compose(registry), options, listeners, registry=registry)


def train(asked: Composed, options: RunOptions, listeners: Iterable[Listener], *, registry: Registry) -> Outcome:
    """Does what `run` does with experiments that are composed; arguments and errors as there."""
    launching.chosen(registry, options.launcher)
    _refuse(asked)
    room.given()  # a worker would refuse it, after it has imported TensorFlow
    store = Store.open()
    items = plan.make(asked.experiments, registry, store, force=options.force, refresh=options.refresh)
    shared = SharedFiles.opened() if any(item.trained for item in items) else None
    with Uploads(store, shared) as uploads, Hooks(registry, options) as hooks:
        if options.ship_data or not launching.remote(registry, options.launcher):
            fetch(requirements.sources(items, registry))
        for run in requirements.beginnings(items, store):
            folder(run)  # for workers, which read it
        emit = Dispatcher([*listeners, hooks, uploads])

        def started(size: runner.Size) -> None:
            known = outlook.paces(items, store, size.threads)
            emit(Plan(items=items, jobs=size.jobs, known=known, audience=hooks.audience))

        how: Any = {"registry": registry, "store": store, "options": options}
        return Outcome(items, runner.run(items, **how, emit=emit, started=started))


def look_ahead(
    request: RunRequest,
    options: RunOptions,
    listeners: Iterable[Listener],
    *,
    registry: Registry,
    probe: bool = True,
) -> Outlook:
    """Returns what `run` would do, and what that takes; see `zoo.execution.outlook.look_ahead`."""
    asked = request.compose(registry)
    launching.chosen(registry, options.launcher)
    return outlook.look_ahead(asked, registry, Store.open(create=False), options, Dispatcher(listeners), probe=probe)


def fetch(sources: Iterable[Source]) -> None:
    """Downloads what is missing, here, where its progress is seen: a worker's output goes to a file."""
    for source in sources:
        cache.prefetch(source, reporter())


def _refuse(asked: Composed) -> None:
    """Raises `Refused` where some of it nothing can run."""
    if asked.unavailable:
        groups = {experiment.group_id for experiment in asked.experiments}
        errors = {one.name: Failure.of(one.error) for one in asked.unavailable}
        refused = Refused(errors, len(groups) + len(errors))
        refused.hint = remedy(asked.unavailable)
        raise refused
