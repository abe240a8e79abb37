"""Trains what the plan says, and records it: the parent process alone writes the store."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from zoo import home, provenance
from zoo.errors import StoreError
from zoo.execution import preflight
from zoo.execution.pool import Interrupted, Pool
from zoo.execution.stop import Stop
from zoo.files import cannot_write
from zoo.run_folder import RunFolder
from zoo.store import INTERRUPTED, RunRecord
from zoo.training.blame import described

if TYPE_CHECKING:
    from zoo.execution.plan import Item
    from zoo.experiment import Experiment
    from zoo.registry import Registry
    from zoo.store import Store

HANDLER = "zoo.training.worker:Handler"

Tell = Callable[[dict[str, Any]], None]


def run(
    plan: Sequence[Item],
    *,
    registry: Registry,
    store: Store,
    settings: Mapping[str, Any],
    tell: Tell,
    jobs: int = 1,
    handler: str = HANDLER,
) -> dict[str, RunRecord]:
    """Checks everything that is to be trained, then trains it; each of `jobs` workers one experiment after the other.

    Args:
        settings: what workers are made with: `threads`, and optionally `disabled_plugins` and `strict_plugins`.
        tell: takes the events: `check`, `begin`, and those of the worker.

    Returns:
        The record of each run by its experiment's id: done or failed.

    Raises:
        Refused: a combination cannot be trained; nothing was trained or recorded.
        Interrupted: Ctrl-C or SIGTERM; runs that were in work are recorded as interrupted.
        StoreError: the store or the disk below it cannot be written.
    """
    todo = [item.experiment for item in plan if item.trained]
    if not todo:
        return {}
    logs = home.home() / "logs"
    with Stop() as stop, Pool(handler, settings, logs=logs, jobs=jobs, stop=stop) as pool:
        facts = preflight.check(pool, todo, tell)
        return _Sweep(todo, facts, registry, store, settings, tell).train(pool)


def new_record(
    experiment: Experiment, registry: Registry, *, threads: int, environment: Mapping[str, Any], data: str | None
) -> RunRecord:
    """Returns what is recorded when a run begins.

    Args:
        environment: in the form of `provenance.environment`.
        data: the fingerprint of its data.
    """
    components = provenance.experiment_code(registry, experiment)
    expressions: Any = experiment.expressions
    return RunRecord(
        experiment_id=experiment.id,
        group_id=experiment.group_id,
        **expressions,
        seed=experiment.seed,
        limit=experiment.limit,
        validation=experiment.validation,
        epochs=experiment.recipe.values["epochs"],
        batch_size=experiment.recipe.values["batch_size"],
        threads=threads,
        code=provenance.code_hash(components),
        data=data,
        protocol=provenance.PROTOCOL,
        experiment=experiment.to_dict(),
        provenance={
            "protocol": provenance.PROTOCOL,
            "components": components,
            "environment": environment,
            "command": experiment.command(),
        },
    )


class _Sweep:
    """The runs of one command."""

    def __init__(
        self,
        experiments: Sequence[Experiment],
        facts: Mapping[str, Mapping[str, Any]],
        registry: Registry,
        store: Store,
        settings: Mapping[str, Any],
        tell: Tell,
    ) -> None:
        self.experiments, self.facts, self.registry, self.store = experiments, facts, registry, store
        self.settings, self.tell = settings, tell
        self.environment = provenance.environment(settings["threads"])
        self.running: dict[str, Experiment] = {}
        self.records: dict[str, RunRecord] = {}

    def train(self, pool: Pool) -> dict[str, RunRecord]:
        try:
            for task, event in pool.run(self._tasks()):
                if event["event"] in ("done", "failed", "diverged"):
                    self._record(task["run"], event)
                self.tell({**event, "run": task["run"]})
        except Interrupted as interrupted:
            pool.kill()
            raise self._interrupted(interrupted) from None
        return self.records

    def _tasks(self) -> Iterator[dict[str, Any]]:
        """Begins each run at the moment when a worker is free for it."""
        for number, experiment in enumerate(self.experiments, 1):
            record = self._new(experiment)
            name = self.store.begin(record)
            self.running[name] = experiment
            folder = self._make_folder(name)
            place = {"number": number, "total": len(self.experiments)}
            self.tell({"event": "begin", "run": name, **place, "folder": folder, "experiment": experiment})
            yield {
                "task": "run",
                "run": name,
                "experiment": record.experiment,
                "folder": folder,
                "provenance": record.provenance,
            }

    def _new(self, experiment: Experiment) -> RunRecord:
        return new_record(
            experiment,
            self.registry,
            threads=self.settings["threads"],
            environment=self.environment,
            data=self.facts[experiment.group_id]["data"],
        )

    def _make_folder(self, name: str) -> str:
        folder = home.runs_folder() / name
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            refusal = cannot_write(folder, error)
            self.store.fail(name, described(refusal))
            raise refusal from error
        return str(folder)

    def _record(self, name: str, event: Mapping[str, Any]) -> None:
        if event["event"] == "done":
            self.store.finish(name, event["result"])
            RunFolder(home.runs_folder() / name, 0).remove_checkpoints()
        else:
            self.store.fail(name, event["error"])
        record = self.store.run(name)
        self.records[self.running.pop(name).id] = record
        if record.error and record.error["exit_status"] == StoreError.exit_status:
            raise StoreError(record.error["message"], cause=record.error["cause"], hint=record.error["hint"])

    def _interrupted(self, interrupted: Interrupted) -> Interrupted:
        error = {"message": f"Stopped by {signal.Signals(interrupted.signal).name}."}
        for name in self.running:
            self.store.fail(name, {**error, "exit_status": interrupted.exit_status}, INTERRUPTED)
        recorded = f"{len(self.records)} of {len(self.experiments)} runs are recorded"
        stopped = f", {', '.join(self.running)} as interrupted" if self.running else ""
        return Interrupted(interrupted.signal, f"{recorded}{stopped}.")
