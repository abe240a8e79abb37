"""`zoo leaderboard`: what was trained, ranked per dataset."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from zoo.api import leaderboard as api
from zoo.cli import context, output
from zoo.cli.leaderboard import options
from zoo.cli.output import say, tell
from zoo.errors import UsageError, shell_quote


@click.command("leaderboard")
@options.filters
@options.rows
@options.views
@options.form
def command(
    augmenter: str | None,
    train_images: int | None,
    old_limit: int | None,
    top: int | None,
    picture: str | None,
    form: str,
    **asked: Any,
) -> None:
    """Rank what was trained: a table per dataset, best first, seeds averaged.

    A rank is a range, as 2-4: other seeds and other test images would not lead out of it.

    \b
    Examples:
      zoo leaderboard
      zoo leaderboard -d DATASET --top 5
      zoo leaderboard --pivot --format latex
      zoo leaderboard --by augmenter
      zoo leaderboard --pivot --by model
      zoo leaderboard --effects
      zoo leaderboard --pareto parameters -o front.png
      zoo leaderboard --columns macro_f1,NLL,ECE
      zoo leaderboard --format json > leaderboard.json
      zoo leaderboard --from leaderboard.json
    """
    target = _destination(picture, asked["pareto"])
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # on a busy machine, waiting for a second one costs more
    filtered = any([augmenter, *(asked[kind] for kind in ("dataset", "model", "recipe"))])
    stored = asked["from_"] is None
    registry = context.registry(report=stored) if stored or filtered else None
    if old_limit:
        tell("--limit is called --train-images now.")
    most = top or (api.MOST if form == "table" else None)
    found = api.leaderboard(aug=augmenter, train_images=train_images or old_limit, top=most, registry=registry, **asked)
    _print(found, form)
    if target:
        _draw(found, target)
    for line in found.remarks(asked=top is not None):
        tell(line)


def _destination(picture: str | None, pareto: str | None) -> Path | None:
    """Returns where the picture goes.

    Raises:
        UsageError: there is none to draw, or no picture has such an extension.
        StoreError: there is no such folder, or it cannot be written.
    """
    if picture is None:
        return None
    if not pareto:
        raise UsageError("-o is for a picture of --pareto.", cause="Of a table there is none.",
                         hint="zoo leaderboard --pareto parameters -o front.png")  # fmt: skip
    from zoo.cli.destination import destination, picture_name

    return destination(picture, picture_name("front", pareto), f"zoo leaderboard --pareto {pareto}")


def _print(found: api.Leaderboard, form: str) -> None:
    if form != "table":
        if written := found.text(form):
            say(written)
        return
    from zoo.ranking.tables import sheet

    text = sheet.text(found.sheet, output.width(), output.bold, output.paint)
    if any(text):
        say(*map(output.Styled, text))
    if found.sheet.cut:
        tell(f"Not shown: {found.sheet.cut:,} more lines; --top says how many are.")


def _draw(found: api.Leaderboard, path: Path) -> None:
    """Draws the front of every dataset. Raises `UsageError` where there are rows, and nothing of them can be drawn."""
    if drawn := found.draw(path):
        tell(f"{path}: {drawn[0]}x{drawn[1]} pixels")
    elif found.rows and found.view.cost:
        cause = f"No row has an accuracy and its {found.view.cost.title}."
        hint = f"zoo leaderboard --pareto parameters -o {shell_quote(str(path))}"
        raise UsageError(f"There is nothing to draw in {path}.", cause=cause, hint=hint)
