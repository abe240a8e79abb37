"""`zoo reproduce RUN`: a run trained again from its record, and compared with what it was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from zoo.cli import context, output
from zoo.cli.output import say
from zoo.cli.run.options import DURATION

if TYPE_CHECKING:
    from zoo.execution.reproduction import Reproduction
    from zoo.store import RunRecord


@click.command("reproduce")
@click.argument("run")
@click.option("--force", is_flag=True, help="Also with other code or data than the run was made with.")
@click.option("--timeout", type=DURATION, metavar="TIME", help="End it where it takes longer: seconds, or 10m, 2h.")
@click.option("--launcher", metavar="LAUNCHER", help="Where to train: zoo list launchers.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("-q", "--quiet", is_flag=True, help="Show no progress.")
def command(run: str, force: bool, quiet: bool, as_json: bool, **typed: Any) -> int:
    """Train a RUN again from its record, with as many threads, into a new run; and compare the two.

    The exit status is 0 where the bits are the same, or the accuracy is as near as another seed's would be; else 1. The
    new run is one like others: where its result is another, the leaderboard counts it, and a line says so.

    \b
    Examples:
      zoo reproduce RUN
      zoo reproduce RUN --json
      zoo reproduce RUN --force
    """
    from zoo.api.progress.view import shown
    from zoo.cli.run.errors import retyped
    from zoo.execution import reproduction
    from zoo.experiments.request import RunOptions

    flags, registry = context.settings(), context.registry()
    options = RunOptions(disabled_plugins=flags.disabled, strict_plugins=flags.strict, **typed)
    with retyped(anew=True), shown(registry, quiet=quiet) as listener:
        found = reproduction.reproduce(run, options, [listener], registry=registry, force=force)
    if as_json:
        output.json(_described(found))
    else:
        _print(found)
    return 0 if found.reproduced else 1


def _described(found: Reproduction) -> dict[str, Any]:
    same = {name: getattr(found, name) for name in ("outcome", "reproduced", "difference", "half_width", "changed")}
    return {
        "run": found.old.name,
        "again": found.new.name,
        **same,
        "same_weights": found.same_weights,
        "agreeing_predictions": found.agreeing,
        "test_accuracy": [run.test_accuracy for run in (found.old, found.new)],
        "weights_sha256": [_weights(run) for run in (found.old, found.new)],
    }


def _print(found: Reproduction) -> None:
    from zoo.ranking.tables.figures import measured, percent
    from zoo.ranking.tables.table import Column
    from zoo.store import METRICS

    old, new = found.old, found.new
    say(output.bold(new.name), f": {old.name} trained again, {_outcome(found)}\n")
    both = [key for key in METRICS if key in old.metrics and key in new.metrics]
    rows = [[METRICS[key].title, *(measured(METRICS[key], run.metrics[key]) for run in (old, new))] for key in both]
    weights = ["weights", *((_weights(run) or "-")[:16] for run in (old, new))]
    output.table([*rows, weights], ["", Column(old.name, right=True), Column(new.name, right=True)])
    if found.agreeing is not None:
        say(f"\nTest predictions: {percent(found.agreeing)} are the same.")
    say(f"What made them: {'; '.join(found.changed) or 'the same code, data, libraries, processor and threads'}.")
    if found.outcome != "identical":
        say(f"The leaderboard counts the newer of the two. To have it count {old.name} again: zoo rm {new.name}")


def _outcome(found: Reproduction) -> str:
    from zoo.ranking.tables.figures import points

    if found.outcome == "identical":
        return "bit for bit the same"
    off = "with other bits" if found.difference is None else f"off by {points(abs(found.difference))}"
    if found.half_width is None:
        return f"{off}; how far another seed would be off is not known"
    told = "within" if found.outcome == "within" else "more than"
    return f"{off}: {told} the {points(found.half_width)} that another seed may be off"


def _weights(run: RunRecord) -> str | None:
    return (run.result or {}).get("weights_sha256")
