"""How a run is forgotten: its record goes, and its name is used up."""

from __future__ import annotations

import sqlalchemy as sa

from zoo.errors import UsageError
from zoo.store import rows
from zoo.store.records import RUNNING
from zoo.store.schema import removed, runs


def remove(connection: sa.Connection, name: str) -> None:
    """Removes the record of a run; see `Store.remove`. The caller's transaction shuts out all other writers."""
    found = rows.records(connection, [runs.c.name == name])
    if not found:
        raise UsageError(f"No run is called {name!r}.", hint="zoo runs")
    if found[0].status == RUNNING:
        raise UsageError(f"Run {name!r} is running.", hint=f"wait for its end: zoo logs {name} -f")
    own = {"experiment_id": found[0].experiment_id, "attempt": int(name.rpartition(".")[2])}
    of_experiment = removed.c.experiment_id == own["experiment_id"]
    before = connection.execute(sa.select(removed.c.attempt).where(of_experiment)).scalar()
    if before is None:
        connection.execute(sa.insert(removed).values(own))
    elif before < own["attempt"]:
        connection.execute(sa.update(removed).where(of_experiment).values(own))
    connection.execute(sa.delete(runs).where(runs.c.name == name))
