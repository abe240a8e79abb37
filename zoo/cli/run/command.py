"""`zoo run`: trains combinations, and records what comes of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from zoo.cli import context, output
from zoo.cli.run.options import COUNT, DURATION, FRACTION, PRECISIONS, SEED_COUNT, SEEDS


@click.command("run")
@click.option("-d", "--dataset", metavar="DATASET", help="What to train on.")
@click.option("-m", "--model", metavar="MODEL", help="What to train.")
@click.option("-a", "--aug", "augmenter", metavar="AUGMENTER", help="How to change training images; '+' chains.")
@click.option("-r", "--recipe", metavar="RECIPE", help="How to train: optimizer, schedule, loss.")
@click.option("--seeds", type=SEED_COUNT, metavar="N", help="Train each combination N times, with the seeds 0 to N-1.")
@click.option("--seed", type=SEEDS, metavar="SEED", help="Train with this seed, or these: 0,3.  [default: 0]")
@click.option("--epochs", type=COUNT, metavar="N", help="In place of the recipe's.")
@click.option("--batch-size", type=COUNT, metavar="N", help="In place of the recipe's.")
@click.option("--precision", type=PRECISIONS, help="Of the computation; auto: bfloat16 where that is faster.")
@click.option("--validation", type=FRACTION, metavar="FRACTION", help="The part of train held out, or 'none'.")
@click.option("--limit", type=COUNT, metavar="N", help="Use N training images, and at most N of test.")
@click.option("--from", "from_", metavar="RUN", help="Begin with the weights of a run, or of a .keras file: fine-tune.")
@click.option("--suite", metavar="SUITE", help="Train a suite: zoo list suites. Options beside it override its own.")
@click.option("-j", "--jobs", type=COUNT, metavar="N", help="Train N at the same time.  [default: 1]")
@click.option("--threads", type=COUNT, metavar="N", help="Per run; they change the bits.  [default: cores / jobs]")
@click.option("--timeout", type=DURATION, metavar="TIME", help="End a run that takes longer: seconds, or 10m, 2h.")
@click.option("--fail-fast", is_flag=True, help="Stop all when one fails; what is stopped can go on later.")
@click.option("--force", is_flag=True, help="Train everything from its beginning, what is done too.")
@click.option("--refresh", type=click.Choice(["stale"]), help="Train again what other code or data have made.")
@click.option("--launcher", metavar="LAUNCHER", help="Where to train: zoo list launchers.")
@click.option("--ship-data", is_flag=True, help="Bring published data to nodes of a cluster that have none.")
@click.option("--dry-run", is_flag=True, help="Show what would be trained, and what that takes.")
@click.option("--no-probe", "probe", flag_value=False, default=True, help="With --dry-run: start no worker.")
@click.option("--json", "as_json", is_flag=True, help="Print the results as JSON.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
def command(augmenter: str | None, dry_run: bool, as_json: bool, quiet: bool, **typed: Any) -> None:
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
      zoo run -d DATASET -m MODEL --precision auto
      zoo run -d DATASET,DATASET -m MODEL --seeds 5 -j 2 --timeout 2h
      zoo run --suite SUITE --seeds 1 --epochs 2
      zoo run -d DATASET -m MODEL --refresh stale
      zoo run -d DATASET -m MODEL --from RUN
    """
    from zoo.api.run import run
    from zoo.cli.run.errors import retyped

    flags = context.settings()
    plugins: Any = {"no_plugin": flags.disabled, "strict_plugins": flags.strict, "registry": context.registry()}
    with retyped():
        found: Any = run(aug=augmenter, dry_run=dry_run, quiet=quiet, check=False, **typed, **plugins)
    try:
        if as_json:
            output.json(found.to_dict() if dry_run else found.to_dicts())
        elif dry_run or not quiet:
            show(found, found.paragraphs if dry_run else ["\n".join([*found.notes, "All results: zoo leaderboard"])])
    finally:  # also where nobody reads the results, the status says what came of them
        found.check()


def show(found: Any, below: Sequence[str] = ()) -> None:
    """Prints a table, and paragraphs below it."""
    output.table(*found.table)
    for paragraph in below:
        output.say(f"\n{paragraph}")
