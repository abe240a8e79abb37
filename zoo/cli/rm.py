"""`zoo rm RUN...`: removes runs, their records and their files."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from zoo import paths
from zoo.cli import output
from zoo.cli.output import say, tell
from zoo.errors import UsageError
from zoo.leaderboard.figures import percent, size

if TYPE_CHECKING:
    from zoo.store import RunRecord, Store


@click.command("rm")
@click.argument("names", metavar="RUN...", nargs=-1, required=True)
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "as_json", is_flag=True, help="Print what was removed as JSON.")
def command(names: tuple[str, ...], yes: bool, as_json: bool) -> None:
    """Remove runs: what is recorded of them, and their files. A run that is running is not removed.

    \b
    Examples:
      zoo rm RUN
      zoo rm RUN RUN --yes
      zoo rm RUN --yes --json
    """
    from zoo.store import Store
    from zoo.store.maintenance import removal

    store = Store.open(create=False)
    runs = list({run.name: run for run in (_named(store, name) for name in names)}.values())
    _refuse_running(runs)
    if not yes and not _agreed(runs):
        tell("Nothing was removed.")
        return
    freed = {run.name: removal.remove(store, run.name) for run in runs}
    if as_json:
        output.json(
            [{"run": name, "folder": str(paths.run_folder(name)), "bytes": size} for name, size in freed.items()]
        )
        return
    for name, bytes_ in freed.items():
        say(f"Removed {name}: {size(bytes_)}")


def _named(store: Store, name: str) -> RunRecord:
    """Returns the run that is meant, by its name or a beginning that no other run has: nothing is removed by guess."""
    run = store.run(name)
    attempts = store.runs(experiment_id=run.experiment_id)
    if run.name != name and len(attempts) > 1:
        raise UsageError(
            f"Several runs begin with {name!r}.",
            cause=f"{', '.join(attempt.name for attempt in attempts[:3])} are attempts at one experiment.",
            hint=f"zoo rm {run.name}",
        )
    return run


def _refuse_running(runs: Sequence[RunRecord]) -> None:
    from zoo.store import RUNNING

    for run in runs:
        if run.status == RUNNING:
            raise UsageError(
                f"Run {run.name!r} is running; nothing was removed.",
                cause=f"Process {run.pid} on {run.host} has it.",
                hint=f"zoo logs {run.name} -f   (until it ends)",
            )


def _agreed(runs: Sequence[RunRecord]) -> bool:
    """Asks on stderr, and returns the answer."""
    for run in runs:
        accuracy = f", {percent(run.test_accuracy)}" if run.test_accuracy is not None else ""
        made_of = " ".join((run.dataset, run.model, run.augmenter, run.recipe))
        tell(f"{run.name}  {made_of}, seed {run.seed}: {run.status}{accuracy}")
    tell(f"Remove {'this run' if len(runs) == 1 else f'these {len(runs)} runs'}? [y/N] ", end="")
    answer = sys.stdin.readline()
    if not answer:
        tell("")
        raise UsageError(
            "Nobody can answer whether to remove; nothing was removed.",
            hint=f"zoo rm {' '.join(run.name for run in runs)} --yes",
        )
    return answer.strip().lower() in ("y", "yes")
