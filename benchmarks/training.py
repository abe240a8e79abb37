"""How fast the zoo trains: against a bare `fit`, the article's script, and with augmentation against without."""

from __future__ import annotations

import contextlib
import io
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import common
from benchmarks.trainings import IMAGES, Case, Trainings

if TYPE_CHECKING:
    from benchmarks.turns import Turns

TITLE = "Training on random images, as fast as it goes"
SECONDS = 130.0
CNN6 = Case(model="cnn6")
ARTICLE = Case(model="cnn6", recipe="article", batch=256, block=8)
MLP = Case(model="mlp", recipe="article", shape=(28, 28, 1), block=IMAGES // 128)  # a step is short: whole epochs


def compare(name: str, ours: Turns, peer: Turns, *, at_least: float | None) -> common.Comparison:
    """Lets two trainings take turns, block by block, and then ends both."""
    bar = None if at_least is None else common.Bar(sense="at least", value=at_least)
    return _compare(name, "images/s", bar, ours, peer, lambda speed: speed)


def compare_epochs(name: str, ours: Turns, peer: Turns, *, at_most: float) -> common.Comparison:
    """As `compare`, by the time that an epoch takes."""
    return _compare(name, "s", common.Bar(sense="at most", value=at_most), ours, peer, lambda speed: IMAGES / speed)


def _compare(
    name: str, unit: str, bar: common.Bar | None, ours: Turns, peer: Turns, measured: Callable[[float], float]
) -> common.Comparison:
    comparison = common.Comparison(name=name, unit=unit, bar=bar)
    common.collect(comparison, lambda: measured(ours.block()), lambda: measured(peer.block()), seconds=SECONDS)
    ours.stop()
    peer.stop()
    return comparison


def measure(folder: Path) -> list[common.Comparison]:
    """Returns every row."""
    cnn6 = Trainings(folder / "cnn6", CNN6)
    article = Trainings(folder / "article", ARTICLE)
    mlp = Trainings(folder / "mlp", MLP)
    return [
        compare("cnn6, against a bare fit", cnn6.zoo_run("none"), cnn6.bare_fit(), at_least=0.97),
        compare("mlp, against a bare fit", mlp.zoo_run("none"), mlp.bare_fit(), at_least=1.0),
        compare_epochs("cnn6, shift-flip against none", cnn6.zoo_run("shift-flip"), cnn6.zoo_run("none"), at_most=1.03),
        compare(
            "cnn6, against the article's script",
            article.zoo_run("none"),
            article.article(augment=False),
            at_least=1.0,
        ),
        compare(
            "cnn6, against the article's script, augmented",
            article.zoo_run("shift-flip"),
            article.article(augment=True),
            at_least=1.15,
        ),
    ]


def main() -> int:
    """Measures and prints. Returns the exit status."""
    # What a worker prints goes to the run's log; here, where there is none, it would stand between the tables.
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        comparisons = measure(Path(folder))
    return common.report(TITLE, comparisons)


if __name__ == "__main__":
    sys.exit(main())
