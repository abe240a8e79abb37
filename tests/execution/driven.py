"""A sweep of the fake registry as a command of its own: `python -m tests.execution.driven MACHINE SEEDS EPOCHS`."""

from __future__ import annotations

import sys

import zoo
from tests.execution import fake_registry
from zoo.execution import heartbeat, plan, runner
from zoo.experiments import experiment
from zoo.store import Store, attempts, leases


def main() -> None:
    machine, seeds, epochs = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    leases.this_machine = attempts.this_machine = lambda: machine  # type: ignore[assignment]
    leases.LEASE_SECONDS, heartbeat.BEAT = 6.0, 0.5
    heartbeat.Heartbeat.__init__.__defaults__ = (0.5,)
    registry, store = fake_registry.registry(), Store.open()
    parts = {"dataset": "images", "model": "steady", "augmenter": "none", "recipe": f"fast:epochs={epochs}"}
    items = plan.make(experiment.compose(registry, **parts, seeds=range(seeds)), registry, store)
    how = {"registry": registry, "store": store, "handler": "fake_handler:Trainer"}
    records = runner.run(items, options=zoo.RunOptions(jobs=2, threads=1), emit=lambda event: None, **how)  # type: ignore[arg-type]
    print(*sorted({record.status for record in records.values()}), len(records))


if __name__ == "__main__":
    main()
