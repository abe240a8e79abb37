"""The picture of `zoo compare -o FILE`: the test images that one of the two gets right and the other wrong."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zoo.cli import context
from zoo.errors import StoreError, shell_quote

if TYPE_CHECKING:
    from zoo.ranking.sides.duel import Duel
    from zoo.ranking.sides.predicted import Predicted
    from zoo.store import RunRecord


def draw(path: Path, titles: Sequence[str], duel: Duel, run: RunRecord, most: int) -> dict[str, Any]:
    """Draws it, and returns where it is and what it shows.

    Args:
        titles: what the two sides are called.
        run: one of those compared, with its details: whose test images they are.
        most: how many images of each kind.

    Raises:
        DataError: the test images are not there any more.
        StoreError: a folder has no predictions any more or is on another machine, or the file cannot be written.
    """
    from zoo.api.progress.view import shown

    with context.native_silence(), shown():
        first, second = (_files([getattr(each, side) for each in duel.trainings]) for side in ("a", "b"))
        from zoo.inspection import image_grid
        from zoo.inspection.disagreements import Guesses, grid
        from zoo.inspection.tested_images import images_of

        images = images_of(run, context.registry(report=False))
        guesses = [Guesses.of(*each) for each in zip("AB", titles, (first, second), strict=True)]
        drawn, facts = grid(guesses[0], guesses[1], images, first[0].classes, most=most)
        width, height = image_grid.draw(path, drawn)
    return {"path": str(path), "width": width, "height": height, **facts}


def _files(names: Sequence[str]) -> list[Predicted]:
    from zoo.ranking.sides import predicted
    from zoo.store import Store, run_files, shared

    runs = Store.open(create=False).runs(names=names)
    shared.bring(runs)
    found = {run.name: predicted.read(shared.folder(run)) for run in runs}
    if gone := [name for name, file in found.items() if file is None]:
        cause = f"Its folder has no sound {run_files.TEST} any more; the store keeps what is right, not what was said."
        hint = shell_quote("zoo", "reproduce", gone[0])
        raise StoreError(f"The predictions of {gone[0]} cannot be drawn.", cause=cause, hint=hint)
    return [file for file in found.values() if file is not None]
