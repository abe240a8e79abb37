"""`zoo compare A B`: which is better, how sure that is, which classes change, and what differs between the two."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from zoo.cli import context, output
from zoo.cli.leaderboard.options import filters
from zoo.errors import UsageError, shell_quote

if TYPE_CHECKING:
    from zoo.ranking.sides.sides import Found, Side
    from zoo.store import RunRecord, Store


@click.command("compare")
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@filters
@click.option("--train-images", "limit", type=click.IntRange(min=1), metavar="N",
              help="Only what was trained on N images.")  # fmt: skip
@click.option("-o", "--output", "given", metavar="FILE", help="Draw what one gets right and the other wrong: .png ...")
@click.option("--images", metavar="N", type=click.IntRange(1, 200), default=24, show_default=True,
              help="How many that A alone gets right, and as many of B, are drawn.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print all of it as JSON.")
def command(
    a: str, b: str, limit: int | None, given: str | None, images: int, as_json: bool, **shared: str | None
) -> None:
    """Compare two rows of the leaderboard, or two runs, image by image.

    A and B are what tells them apart: names and expressions between blanks, 'cnn6 shift', or model=cnn6 where a name
    could be of several kinds. What is said of one alone, or as an option, holds for both; of what is said of none, the
    catalogue's defaults are meant. Or A and B are two runs, each by its name or the beginning of it.

    \b
    Examples:
      zoo compare -d DATASET mlp cnn6
      zoo compare -d DATASET -m MODEL none shift
      zoo compare 'DATASET mlp none' 'cnn6 shift' -o diff.png
      zoo compare -d DATASET mlp:dropout=0 mlp:dropout=0.5 --json
      zoo compare RUN RUN
    """
    from zoo.cli.compare import picture, printed
    from zoo.ranking.sides import kept, sides
    from zoo.ranking.sides.differences import differences
    from zoo.store import Store

    both = {kind: text for kind, text in shared.items() if text}
    path = _destination(given, a, b, both)
    store, registry = Store.open(create=False), context.registry()
    found = sides.find(store, registry, (a, b), both, limit=limit)
    titles = found.titles(registry.label)
    runs = [_records(store, side) for side in found[:2]]
    differing = differences(*runs)
    told: dict[str, Any] = {**_sides(found), "differences": [asdict(each) for each in differing]}
    try:
        duel = kept.compare(store, found)
    except UsageError as refused:  # what differs is known all the same, and often why
        if as_json:
            output.json({**told, "comparison": None, "refused": str(refused)})
        else:
            printed.differing(differing)
        raise
    if not as_json:
        printed.show(found, titles, duel, differing)
    drawn = picture.draw(path, titles, duel, runs[0][0], images) if path else None
    if as_json:
        output.json({**told, "comparison": duel.to_dict(), "picture": drawn})
    elif drawn:
        output.say(f"\n{path}: {drawn['width']}x{drawn['height']} pixels")


def _destination(given: str | None, a: str, b: str, shared: dict[str, str]) -> Path | None:
    from zoo.cli.destination import destination, picture_name

    if given is None:
        return None
    options = [f"--{'aug' if kind == 'augmenter' else kind} {shell_quote(text)}" for kind, text in shared.items()]
    typed = " ".join([shell_quote("zoo", "compare", a, b), *options])
    return destination(given, picture_name("compare", a, b), typed)


def _records(store: Store, side: Side) -> list[RunRecord]:
    """Returns the runs of a side with their details, by seed."""
    if side.is_run:
        return [side.what]  # type: ignore[list-item]
    return sorted(store.runs(names=list(side.runs.values()), details=True), key=lambda run: run.seed)


def _sides(found: Found) -> dict[str, Any]:
    from zoo.ranking.sides.sides import ALIKE

    return {
        name: {**{each: getattr(side.what, each) for each in ALIKE}, "run": side.name, "runs": side.runs}
        for name, side in zip("ab", found[:2], strict=True)
    }
