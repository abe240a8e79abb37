"""`zoo preview`: a picture of what training will see, each step of a chain; or of a dataset by class."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from click import IntRange

from zoo.api import preview as previews
from zoo.cli import context, output
from zoo.cli.destination import destination, picture_name
from zoo.cli.output import say
from zoo.cli.run.options import COUNT, FRACTION
from zoo.errors import StoreError
from zoo.experiments.options import LARGEST_SEED


@click.command("preview")
@click.option("-d", "--dataset", metavar="DATASET", help="Whose images.")
@click.option("-a", "--aug", "augmenter", metavar="AUGMENTER", help="Show what it does to them; '+' chains.")
@click.option("-o", "--output", "given", metavar="FILE", help="The picture: .png, .pdf, .svg ...  [default: by names]")
@click.option(
    "--seed", metavar="SEED", default=0, show_default=True, type=IntRange(0, LARGEST_SEED), help="Of the run."
)
@click.option("--rows", metavar="N", type=IntRange(1, 200), help="Images, or classes of a sheet.  [default: 6; 40]")
@click.option(
    "--epoch", metavar="N", type=IntRange(1, 100_000), help="The first epoch shown, step by step.  [default: 1]"
)
@click.option(
    "--draws", metavar="N", type=IntRange(1, 50), help="In how many epochs each image is shown.  [default: 4]"
)
@click.option("-r", "--recipe", metavar="RECIPE", help="Whose batches.  [default: as zoo run]")
@click.option(
    "--validation", type=FRACTION, metavar="FRACTION", help="The part of train held out.  [default: as zoo run]"
)
@click.option("--limit", type=COUNT, metavar="N", help="Of the first N training images.")
@click.option("--split", type=click.Choice(["train", "test"]), help="Of a sheet.  [default: train]")
@click.option("--images", metavar="N", type=IntRange(1, 50), help="Images per class of a sheet.  [default: 10]")
@click.option("--json", "as_json", is_flag=True, help="Print where the picture is and what it shows as JSON.")
def command(given: str | None, as_json: bool, dataset: str | None, augmenter: str | None, **options: Any) -> None:
    """Draw images beside what training will see: the original, each step of the chain, and later epochs.

    They are those of `zoo run` with the same options. Without --aug: a sheet of the dataset, a row per class.

    \b
    Examples:
      zoo preview -d DATASET
      zoo preview -d DATASET --split test --rows 100
      zoo preview -d DATASET -a AUGMENTER+AUGMENTER -o grid.png
      zoo preview -d DATASET -a AUGMENTER:key=value --seed 1 --epoch 5
    """
    asked = previews.ask(context.registry(), dataset, augmenter, **options)
    expressions = [each for each in (dataset, augmenter) if each is not None]
    path = destination(given, picture_name("preview", *expressions), previews.typed(*expressions))
    replaced = path.exists()
    shown = _drawn(asked, path)
    if as_json:
        output.json({"path": str(path), "replaced": replaced, **shown})
    else:
        say(f"{path}: {shown['width']}x{shown['height']} pixels{', replaced' if replaced else ''}")
        if shown.get("classes_shown", 0) < shown.get("classes", 0):
            say(f"The first {shown['classes_shown']} of {shown['classes']} classes; --rows shows more.")


def _drawn(asked: previews.Asked, path: Path) -> dict[str, Any]:
    """Draws the picture, and returns what it shows. Here for the first time, what is heavy is imported."""
    with context.native_silence():
        grid, facts = asked.draw()
        from zoo.inspection import image_grid

        try:
            width, height = image_grid.draw(path, grid)
        except StoreError as error:
            error.hint = "zoo preview --help"
            raise
    return {"width": width, "height": height, **facts}
