"""`zoo predict RUN IMAGE...`: what a trained net takes image files for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from zoo.cli import context, output
from zoo.cli.output import tell
from zoo.errors import DataError, UsageError, shell_quote, some

if TYPE_CHECKING:
    from zoo.experiments.registry import Registry
    from zoo.serving.image_files import File, Reader
    from zoo.serving.predictions import Prediction
    from zoo.training.trained import Trained

NAMED = 20
"""Files that cannot be read and are named, each on a line."""


@click.command("predict")
@click.argument("run")
@click.argument("images", metavar="IMAGE...", nargs=-1, required=True)
@click.option("--top", type=click.IntRange(min=1), default=5, show_default=True, help="How many classes, at most.")
@click.option("--force", is_flag=True, help="With today's code, be the run stale.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(run: str, images: Sequence[str], top: int, force: bool, as_json: bool) -> None:
    """Say what the net of a trained RUN takes images for: files, folders, or - for one on standard input.

    They are read as the run's dataset reads the files of a training folder: turned as EXIF says, transparency on white,
    resized with antialiasing. Of a file that cannot be read it is said why, the others are predicted all the same, and
    the exit status is 4. RUN is named as by `zoo runs` or by the beginning of that.

    \b
    Examples:
      zoo predict RUN photo.jpg
      zoo predict RUN photos/ more.png --top 1 --json
      curl -s URL | zoo predict RUN -
    """
    from zoo.api.progress.view import shown
    from zoo.serving import image_files
    from zoo.serving.model import dataset
    from zoo.store import Store
    from zoo.training.loading import trained

    registry, store = context.registry(), Store.open(create=False)
    name = store.run(run).name
    with context.offering_force(shell_quote("zoo", "predict", name, *images), forced=force), shown():
        rebuilt = trained(name, registry=registry, store=store, force=force)
    own = dataset(rebuilt, registry)
    reader = image_files.reader(own, registry)
    files = _files(images, reader, registry)
    if reader.name != own.name:
        tell(f"Note: {own.name} reads no files: these images are read as {reader.name} reads its own.")
    found = _predicted(rebuilt, files, reader, registry, top)
    if as_json:
        output.json({"run": name, "images": [_as_json(each) for each in found]})
    elif read := [each for each in found if not each.wrong]:
        output.table([[each.name, _likeliest(each)] for each in read], ["image", "taken for"])
    _refuse_unreadable([each for each in found if each.wrong], len(found), reader)


def _files(named: Sequence[str], reader: Reader, registry: Registry) -> list[File]:
    from zoo.serving import image_files

    suffixes = getattr(registry.component("dataset", reader.name), "suffixes", ())
    files, left = image_files.find(named, suffixes)
    if not files:
        cause = f"Of folders, files that end in {', '.join(suffixes)} are read."
        raise UsageError(f"There is no image in {', '.join(named)}.", cause=cause, hint=shell_quote("ls", named[0]))
    if left:
        tell(f"Note: left out {len(left):,} other file{'s' * (len(left) > 1)}: {some(left)}")
    return files


def _predicted(
    trained: Trained, files: Sequence[File], reader: Reader, registry: Registry, top: int
) -> list[Prediction]:
    from zoo.api.progress.view import shown
    from zoo.serving.image_files import ImageFiles
    from zoo.serving.predictions import predict

    with context.native_silence(), shown():
        return predict(trained, ImageFiles(files, reader, registry, trained.image_shape), top)


def _likeliest(found: Prediction) -> str:
    from zoo.ranking.tables.figures import percent

    return ", ".join(f"{name} {percent(probability)}" for name, probability in found.classes)


def _as_json(found: Prediction) -> dict[str, object]:
    classes = [{"class": name, "probability": probability} for name, probability in found.classes]
    return {"image": found.name, "classes": classes, "error": found.wrong}


def _refuse_unreadable(wrong: Sequence[Prediction], total: int, reader: Reader) -> None:
    """Raises `DataError` where some files could not be read, and names them."""
    hint = f"zoo show {reader.name}"
    if len(wrong) == total == 1:
        if not (path := Path(wrong[0].name)).exists():
            hint = shell_quote("ls", str(next(parent for parent in path.parents if parent.is_dir())))
        raise DataError(f"{wrong[0].name!r} cannot be read as an image.", cause=wrong[0].wrong, hint=hint)
    for each in wrong[:NAMED]:
        tell(f"{each.name}: {each.wrong}")
    if wrong:
        more = f"{len(wrong) - NAMED} are not named; --json has them." if len(wrong) > NAMED else None
        raise DataError(f"{len(wrong):,} of {total:,} images cannot be read.", cause=more, hint=hint)
