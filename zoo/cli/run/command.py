"""`zoo run`: trains combinations, and records what comes of them."""

from __future__ import annotations

from typing import Any

import click

from zoo.cli import context
from zoo.cli.run.options import COUNT, DURATION, FRACTION, SEED_COUNT, SEEDS
from zoo.errors import UsageError


@click.command("run")
@click.option("-d", "--dataset", metavar="DATASET", help="What to train on.")
@click.option("-m", "--model", metavar="MODEL", help="What to train.")
@click.option("-a", "--aug", "augmenter", metavar="AUGMENTER", help="How to change training images; '+' chains.")
@click.option("-r", "--recipe", metavar="RECIPE", help="How to train: optimizer, schedule, loss.")
@click.option("--seeds", type=SEED_COUNT, metavar="N", help="Train each combination N times, with the seeds 0 to N-1.")
@click.option("--seed", type=SEEDS, metavar="SEED", help="Train with this seed, or these: 0,3.  [default: 0]")
@click.option("--epochs", type=COUNT, metavar="N", help="In place of the recipe's.")
@click.option("--batch-size", type=COUNT, metavar="N", help="In place of the recipe's.")
@click.option("--validation", type=FRACTION, metavar="FRACTION", help="The part of train held out, or 'none'.")
@click.option("--limit", type=COUNT, metavar="N", help="Use N training images, and at most N of test.")
@click.option("--from", "from_", metavar="RUN", help="Begin with the weights of a run, or of a .keras file: fine-tune.")
@click.option("--suite", metavar="SUITE", help="Train a suite: zoo list suites. Options beside it override its own.")
@click.option("-j", "--jobs", type=COUNT, default=1, metavar="N", help="Train N at the same time.  [default: 1]")
@click.option("--threads", type=COUNT, metavar="N", help="Per run; they change the bits.  [default: cores / jobs]")
@click.option("--timeout", type=DURATION, metavar="TIME", help="End a run that takes longer: seconds, or 10m, 2h.")
@click.option("--fail-fast", is_flag=True, help="Stop all when one fails; what is stopped can go on later.")
@click.option("--force", is_flag=True, help="Train everything from its beginning, what is done too.")
@click.option("--refresh", type=click.Choice(["stale"]), help="Train again what other code or data have made.")
@click.option("--launcher", metavar="LAUNCHER", help="Where to train: zoo list launchers.")
@click.option("--dry-run", is_flag=True, help="Show what would be trained, and what that takes.")
@click.option("--no-probe", "probe", flag_value=False, default=True, help="With --dry-run: start no worker.")
@click.option("--json", "as_json", is_flag=True, help="Print the results as JSON.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
def command(dry_run: bool, probe: bool, as_json: bool, quiet: bool, seeds: int | None, **typed: Any) -> None:
    """Train combinations of dataset, model, augmenter and recipe; without arguments, the demo.

    Each is NAME or NAME:key=value:key=value. Commas make every combination. What is done is skipped, and what was
    interrupted goes on from its last checkpoint. Exit status 1: a run failed or diverged.

    \b
    Examples:
      zoo run
      zoo run -d DATASET -m MODEL
      zoo run -d DATASET -m MODEL,MODEL -a none,AUGMENTER --seeds 3
      zoo run -d DATASET -m MODEL -a AUGMENTER:key=value+AUGMENTER -r RECIPE --epochs 20
      zoo run -d DATASET -m MODEL --limit 1000 --dry-run
      zoo run -d DATASET,DATASET -m MODEL --seeds 5 -j 2 --timeout 2h
      zoo run --suite SUITE --seeds 1 --epochs 2
      zoo run -d DATASET -m MODEL --refresh stale
      zoo run -d DATASET -m MODEL --from RUN
    """
    from zoo.api.progress.view import shown
    from zoo.cli.run.errors import complain, retyped
    from zoo.execution import requests

    request, options = _asked(seeds, **typed)
    registry = context.registry()
    with retyped(), shown(registry, quiet=quiet) as listener:
        if dry_run:
            outlook = requests.look_ahead(request, options, [listener], registry=registry, probe=probe)
        else:
            outcome = requests.run(request, options, [listener], registry=registry)
    if dry_run:
        from zoo.cli.run import dry_run as tables

        tables.show(outlook, registry, as_json=as_json)
        return
    try:
        if as_json or not quiet:
            from zoo.cli.run import results

            results.show(outcome, registry, as_json=as_json)
    finally:  # also where nobody reads the results, the status says what came of them
        complain(list(outcome.records.values()), sum(item.trained for item in outcome.items))


def _asked(seeds: int | None, *, seed: tuple[int, ...] | None, refresh: str | None, **typed: Any) -> tuple[Any, Any]:
    """Returns the request and the options that are typed."""
    from zoo.experiments.request import RunOptions, RunRequest

    if seeds is not None and seed is not None:
        every = ",".join(map(str, range(seeds)))
        raise UsageError("--seeds and --seed exclude each other.", hint=f"zoo run --seed {every}")
    flags = context.settings()
    request = {name: value for name, value in typed.items() if name in RunRequest.__dataclass_fields__}
    options = {name: value for name, value in typed.items() if name not in request}
    plugins: Any = {"disabled_plugins": flags.disabled, "strict_plugins": flags.strict}
    return (
        RunRequest(**request, seeds=seed if seeds is None else range(seeds)),
        RunOptions(**options, refresh=refresh == "stale", **plugins),
    )
