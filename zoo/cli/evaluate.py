"""`zoo evaluate RUN --dataset NAME`: a trained net on the test images of another dataset of the same classes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from zoo.api.parts import one_part
from zoo.cli import context, output
from zoo.cli.output import say, tell
from zoo.errors import shell_quote

if TYPE_CHECKING:
    from zoo.experiments.experiment import Part
    from zoo.experiments.registry import Registry
    from zoo.training.trained import Trained


@click.command("evaluate")
@click.argument("run")
@click.option("-d", "--dataset", required=True, metavar="DATASET", help="Whose test images.")
@click.option("--force", is_flag=True, help="With today's code, be the run stale.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(run: str, dataset: str, force: bool, as_json: bool) -> None:
    """Ask the net of a trained RUN about all test images of another DATASET that has the same classes.

    Smaller images are resized up, as a model's are, and grey is repeated where the net takes three channels; larger
    ones are refused. What is found is kept in the run's folder. RUN is named as by `zoo runs` or by the beginning of
    that.

    \b
    Examples:
      zoo evaluate RUN --dataset DATASET
      zoo evaluate RUN --dataset DATASET:PARAMETER=VALUE --json
    """
    from zoo.api.progress.view import shown
    from zoo.store import Store
    from zoo.store.shared import renew
    from zoo.training.loading import trained

    registry, store = context.registry(), Store.open(create=False)
    part, record = one_part(registry, "dataset", dataset), store.run(run)
    name = record.name
    with context.offering_force(shell_quote("zoo", "evaluate", name, "--dataset", str(part.term)), forced=force):
        with shown():
            rebuilt = trained(name, registry=registry, store=store, force=force)
        found, file = _found(registry, rebuilt, part)
    renew(record)
    if as_json:
        output.json({"run": name, **found, "file": str(file)})
    else:
        _show(rebuilt, found, file)


def _found(registry: Registry, trained: Trained, part: Part) -> tuple[dict[str, Any], Path]:
    """Returns what was found, and the file that keeps it. TensorFlow is imported when nothing is refused any more."""
    from zoo import paths
    from zoo.api.progress.view import shown
    from zoo.inspection import other_data
    from zoo.training.prepare import load_dataset

    with context.native_silence(), shown():
        splits, data = load_dataset(registry, part)
        other_data.refuse(trained, str(part.term), splits)
        tell(f"asking {trained.name} about {len(splits.test.labels):,} images of {part.term}")
        found = other_data.ask(trained, str(part.term), splits, data)
    return found, other_data.keep(paths.run_folder(trained.name), part, found)


def _show(trained: Trained, found: dict[str, Any], file: Path) -> None:
    from zoo.ranking.tables.figures import percent

    said = f"{found['images']:,} test images of {found['dataset']}"
    say(output.bold(percent(found["accuracy"])), f" of {said}: {trained.name}, {trained.title}")
    points, spread = 100 * found["difference"], 100 * found["half_width"]
    own = f"its own test, {percent(found['own_accuracy'])} of {len(trained.labels):,}"
    sure = ": 95%, of both sets of test images; of this training alone" if spread else ", the same images"
    say(f"{points:+.2f}{f' ± {spread:.2f}' if spread else ''} points against {own}{sure}")
    for note in found["notes"]:
        say(f"Note: {note}")
    say(f"Kept: {file}")
