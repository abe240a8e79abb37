"""What is asked for is done here, from the request to the last record: `zoo run` types it, Python calls it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zoo.data import cache
from zoo.execution import launching, outlook, plan, requirements, runner
from zoo.execution.preflight import Refused
from zoo.experiments.plugin_errors import described
from zoo.experiments.request import Composed, RunOptions, RunRequest
from zoo.experiments.unavailable import remedy
from zoo.progress import reporter
from zoo.store import Store

if TYPE_CHECKING:
    from zoo.execution.outlook import Outlook
    from zoo.execution.plan import Item
    from zoo.execution.runner import Tell
    from zoo.experiments.registry import Registry
    from zoo.plugin.sources import Source
    from zoo.store import RunRecord


@dataclass(frozen=True)
class Outcome:
    """What has come of a request: the plan as it was, and by experiment id the record of what was trained."""

    items: Sequence[Item]
    records: Mapping[str, RunRecord]


def run(request: RunRequest, options: RunOptions, tell: Tell, *, registry: Registry) -> Outcome:
    """Plans what is asked for, downloads what it needs, trains and records it.

    Args:
        tell: takes the events: `plan`, and those of `zoo.execution.runner.run`.

    Raises:
        UsageError, PluginError, DataError: what is asked for cannot be; nothing was trained.
        ZooError: as `zoo.execution.runner.run` does.
    """
    asked = _composed(request, options, registry)
    _refuse(asked)
    store = Store.open()
    items = plan.make(asked.experiments, registry, store, force=options.force, refresh=options.refresh)
    fetch(requirements.sources(items, registry))
    known = outlook.paces(items, store, options)
    tell({"event": "plan", "items": items, "jobs": options.jobs, "known": known})
    return Outcome(items, runner.run(items, registry=registry, store=store, options=options, tell=tell))


def look_ahead(
    request: RunRequest, options: RunOptions, tell: Tell, *, registry: Registry, probe: bool = True
) -> Outlook:
    """Returns what `run` would do, and what that takes; see `zoo.execution.outlook.look_ahead`."""
    asked = _composed(request, options, registry)
    return outlook.look_ahead(asked, registry, Store.open(create=False), options, tell, probe=probe)


def fetch(sources: Iterable[Source]) -> None:
    """Downloads what is missing, here, where its progress is seen: a worker's output goes to a file."""
    for source in sources:
        cache.prefetch(source, reporter())


def _composed(request: RunRequest, options: RunOptions, registry: Registry) -> Composed:
    asked = request.compose(registry)
    if options.launcher is not None:
        launching.chosen(registry, options.launcher)
    return asked


def _refuse(asked: Composed) -> None:
    """Raises `Refused` where some of it nothing can run."""
    if asked.unavailable:
        groups = {experiment.group_id for experiment in asked.experiments}
        errors = {one.name: described(one.error) for one in asked.unavailable}
        refused = Refused(errors, len(groups) + len(errors))
        refused.hint = remedy(asked.unavailable)
        raise refused
