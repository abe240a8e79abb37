"""How many epochs an entry of the zoo trains in the time that the article's augmented script takes for one."""

from __future__ import annotations

import contextlib
import io
import tempfile
from pathlib import Path

import numpy as np

from benchmarks import common
from benchmarks.trainings import Case, Trainings

ARTICLE = Case(model="cnn6", recipe="article", batch=256, block=8)
BATCHES = (64, 128, 256, 512)
"""Of entries: what divides the images, and is near to 100, 250, 500. The speed is the same."""


def against_article(model: str, augmenter: str, recipe: str, *, batch: int = 500, scale: float = 1.0) -> float:
    """Returns the entry's images per second in units of the script's, the median of interleaved pairs.

    The script validates after each epoch, and that is not counted here: its real epochs are longer.

    Args:
        recipe: without parameters; rates and momenta do not change the speed.
        batch: images in one.
        scale: of the images' height and width.
    """
    near = min(BATCHES, key=lambda known: abs(known - batch))
    entry = Case(model=model, recipe=recipe, batch=near, block=2048 // near, scale=scale)
    comparison = common.Comparison(name=model, unit="images/s", bar=common.Bar(sense="at least", value=0.0))
    # What a worker prints goes to the run's log; here, where there is none, it would stand between the tables.
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        ours = Trainings(Path(folder) / "ours", entry).zoo_run(augmenter)
        peer = Trainings(Path(folder) / "peer", ARTICLE).article(augment=True)
        common.collect(comparison, ours.block, peer.block, seconds=90)
        ours.stop()
        peer.stop()
    return float(np.median(comparison.pairs))
