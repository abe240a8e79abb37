"""`zoo rm RUN...`: removes runs, their records and their files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from zoo import paths
from zoo.cli import output
from zoo.cli.output import say, tell
from zoo.errors import UsageError, shell_quote, some
from zoo.plugin.components import FROM
from zoo.ranking.tables.figures import percent, size

if TYPE_CHECKING:
    from zoo.store import Store


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
    runs = dict(_named(store, name) for name in names)
    if not yes and not _agreed(runs):
        tell("Nothing was removed.")
        return
    freed = {name: removal.remove(store, name) for name in runs}
    if as_json:
        folders = {name: str(paths.run_folder(name)) if paths.is_run_name(name) else None for name in runs}
        output.json([{"run": name, "folder": folders[name], "bytes": number} for name, number in freed.items()])
    else:
        say("\n".join(f"Removed {name}: {size(number)}" for name, number in freed.items()))


def _named(store: Store, name: str) -> tuple[str, str]:
    """Returns the run that is meant, and what it is; named in full, or by a beginning that no other run has: nothing is
    removed by guess."""
    from zoo.store import RUNNING, DamagedRun

    try:
        run = store.run(name)
    except DamagedRun as error:
        return error.damage.run, f"damaged, {error.damage.what}"
    attempts = store.runs(experiment_id=run.experiment_id)
    if run.name != name and len(attempts) > 1:
        raise UsageError(
            f"Several runs begin with {name!r}.",
            cause=f"{some(attempt.name for attempt in attempts)} are attempts at one experiment.",
            hint=f"zoo rm {run.name}",
        )
    if run.status == RUNNING:
        raise UsageError(
            f"Run {run.name!r} is running; nothing was removed.",
            cause=f"Process {run.pid} on {run.host} has it.",
            hint=f"zoo logs {run.name} -f   (until it ends)",
        )
    accuracy = f", {percent(run.test_accuracy)}" if run.test_accuracy is not None else ""
    made_of = " ".join((run.dataset, run.model, run.augmenter, run.recipe))
    begun = some(other.name for other in store.runs() if f":{FROM.name}={run.name}:" in f"{other.model}:")
    needed = f"; {begun} began with its weights" if begun else ""
    return run.name, f"{made_of}, seed {run.seed}: {run.status}{accuracy}{needed}"


def _agreed(runs: Mapping[str, str]) -> bool:
    for name, said in runs.items():
        tell(f"{name}  {said}")
    which = "this run" if len(runs) == 1 else f"these {len(runs)} runs"
    return output.agreed(f"Remove {which}?", shell_quote("zoo", "rm", *runs, "--yes"))
