"""Accuracy on CIFAR-10's test images: entries of the zoo against two scripts on the same files.

The scripts are the article's, augmented, and the record holder's recipe (`airbench.py`). Trainings are long, so what is
done is kept in the folder that BENCH_FOLDER names (else a temporary one) and not done again: the zoo's runs in its
store, the scripts' epochs in files.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

import tabulate

from benchmarks import common, pace
from zoo.plugin import expressions
from zoo.plugin.components import image_scale
from zoo.ranking.inference import statistics

TITLE = "Accuracy on CIFAR-10's 10,000 test images, %"
BINARY = "cifar-10-batches-bin"
PEER_EPOCHS, SEEDS = 50, 3
HEADERS = ["what", "epochs", "time, in epochs of the article", "ours, seed by seed", "mean, 95%", "with TTA", "bar", ""]


@dataclass(frozen=True)
class Peers:
    """What the scripts reach, in percent.

    Args:
        article: after each epoch, one seed.
        airbench: at its end, plain and with its six views, means over the seeds.
    """

    article: Sequence[float]
    airbench: tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What the zoo trains on all of train, with a bar in percent for the mean of its accuracies.

    Args:
        parts: model, augmenter and recipe.
        seeds: how many; they are 0, 1, ...
        epochs: how long.
        bar: in percent; with `above`, in points above the article's script after `PEER_EPOCHS` epochs; None: what the
            record holder's recipe reaches, plain and with the same views.
        within: the time, in epochs of the article's script, that the training may take.
    """

    name: str
    parts: tuple[str, str, str]
    epochs: int
    seeds: int = SEEDS
    bar: float | None
    above: bool = False
    within: int | None = None

    @property
    def time(self) -> float:
        """In epochs of the article, measured here: of images of each scale."""
        model, augmenter = self.parts[:2]
        (recipe,) = expressions.chain(self.parts[2])
        scales = [float(scale) for scale in recipe.values.get("image_scales", "1").split("/")]
        batch = int(recipe.values.get("batch_size", 500))
        ratios = {
            scale: pace.against_article(model, augmenter, recipe.name, batch=batch, scale=scale) for scale in {*scales}
        }
        return sum(1 / ratios[image_scale(scales, epoch, self.epochs)] for epoch in range(self.epochs))


# Tuned on validation images (`--validation 0.1`); here each trains on all of train.
AUGMENTED = "crop:padding=2:fill=reflect+alternate-flip"
ENTRIES = (
    Entry(
        name="cnn6, its own layers",
        parts=(
            "cnn6:conv_dropout=0:dense_dropout=0",
            AUGMENTED,
            "speedrun:batch_size=100:learning_rate=0.03:normalize=false:head_lr=0.002:bias_lr=0.002",
        ),
        epochs=6,
        bar=80.0,
    ),
    Entry(
        name="cnn6, norm=batch",
        parts=("cnn6:norm=batch:conv_dropout=0:dense_dropout=0", "shift-flip", "speedrun"),
        epochs=4,
        bar=3.0,
        above=True,
    ),
    Entry(
        name="the best in the time of 10 epochs",
        parts=("speednet:centre=true", AUGMENTED, "speedrun:first_bias_epochs=4:image_scales=0.75/0.75/0.75/1"),
        epochs=13,
        bar=88.8,
        within=10,
    ),
    Entry(
        name="the best in the time of 50 epochs",
        parts=("speednet:widths=64/256/256", f"{AUGMENTED}+cutout:side=8", "speedrun"),
        epochs=20,
        seeds=1,
        bar=91.5,
        within=50,
    ),
    Entry(
        name="64/256/256, in airbench's epochs",
        parts=("speednet:centre=true:widths=64/256/256", AUGMENTED, "speedrun:test_time=flip-translate"),
        epochs=8,
        bar=None,
    ),
)


def peer(folder: Path, data: Path) -> list[float]:
    """Returns the script's test accuracy after each epoch, in percent; trains unless that is recorded."""
    record = folder / "article-augmented.json"
    if not record.exists() or len(json.loads(record.read_text())) < PEER_EPOCHS:
        options = ["--augment", "--epochs", str(PEER_EPOCHS), "--seed", "0", "--record", str(record)]
        common.run([sys.executable, "-m", "benchmarks.article", str(data), *options], {"TF_CPP_MIN_LOG_LEVEL": "2"})
    return [100 * epoch["val_accuracy"] for epoch in json.loads(record.read_text())]


def airbench(folder: Path, data: Path) -> tuple[float, float]:
    """Returns what the record holder's recipe reaches, as `Peers` has it; trains the seeds that are not recorded."""
    records = [folder / f"airbench-{seed}.json" for seed in range(SEEDS)]
    for seed, record in enumerate(records):
        if not record.exists():
            options = ["--seed", str(seed), "--record", str(record)]
            common.run(
                [sys.executable, "-m", "benchmarks.airbench", str(data), *options], {"TF_CPP_MIN_LOG_LEVEL": "2"}
            )
    found = [json.loads(record.read_text()) for record in records]
    return 100 * fmean(each["epochs"][-1] for each in found), 100 * fmean(each["views"] for each in found)


def ours(entry: Entry, home: Path) -> list[dict[str, Any]]:
    """Returns the result of every seed; the zoo itself skips what is done."""
    model, augmenter, recipe = entry.parts
    command = ["run", "-d", "cifar10", "-m", model, "-a", augmenter, "-r", recipe, "--epochs", str(entry.epochs)]
    options = ["--validation", "none", "--seeds", str(entry.seeds), "--json"]
    printed: list[dict[str, Any]] = json.loads(_zoo([*command, *options], home))
    return printed


def row(entry: Entry, results: Sequence[dict[str, Any]], peers: Peers) -> list[str]:
    """Returns the cells under `HEADERS`."""
    accuracies = [100 * result["test_accuracy"] for result in results]
    views = [100 * result["tta_accuracy"] for result in results if result["tta_accuracy"] is not None]
    half = statistics.half_width(accuracies)
    bar, views_bar = peers.airbench if entry.bar is None else (entry.bar, None)
    bar += peers.article[PEER_EPOCHS - 1] if entry.above else 0
    time = entry.time
    return [
        entry.name,
        str(entry.epochs),
        f"{time:.1f}" + (f" of {entry.within}" if entry.within else ""),
        ", ".join(f"{accuracy:.2f}" for accuracy in accuracies),
        f"{fmean(accuracies):.2f}" + ("" if half is None else f" ± {half:.2f}"),
        f"{fmean(views):.2f}" if views else "-",
        f"at least {bar:.2f}" + (f", {views_bar:.2f} with TTA" if views_bar is not None else ""),
        verdict(
            (bar - fmean(accuracies), "by {:.2f}"),
            (views_bar - fmean(views) if views_bar is not None else 0, "by {:.2f} with TTA"),
            (time - entry.within if entry.within is not None else 0, "by {:.1f} epochs of time"),
        ),
    ]


def verdict(*lacking: tuple[float, str]) -> str:
    """Returns `met`, or by how much a bar is missed: what is lacking, where it is above 0, and how that is said."""
    misses = [text.format(amount) for amount, text in lacking if amount > 0]
    return f"MISSED {', '.join(misses)}" if misses else "met"


def main() -> int:
    """Measures and prints. Returns the exit status: 1 where a bar was missed."""
    if os.environ.get("BENCH") != "full":
        return common.skip(TITLE, "it takes hours; BENCH=full runs it")
    given = os.environ.get("ZOO_TEST_DATA")
    if not given or not (Path(given) / BINARY).is_dir():
        return common.skip(TITLE, f"it needs {BINARY}/ in the folder that ZOO_TEST_DATA names")
    with _folder() as folder:
        return report(folder, Path(given) / BINARY)


def report(folder: Path, data: Path) -> int:
    """Trains what is not trained, and prints the table."""
    _zoo(["data", "import", "cifar10", str(data), "--as-is"], folder)
    peers = Peers(peer(folder, data), airbench(folder, data))
    rows = [row(entry, ours(entry, folder), peers) for entry in ENTRIES]
    print(f"\n{TITLE}\n")
    print("The article's augmented script: {:.2f} after 10 epochs, {:.2f} after 50.".format(*peers.article[9::40]))
    print("The record holder's recipe: {:.2f} after 8 epochs, {:.2f} with its six views.\n".format(*peers.airbench))
    print(tabulate.tabulate(rows, HEADERS, tablefmt="github", disable_numparse=True), flush=True)
    return int(any(cells[-1] != "met" for cells in rows))


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    if given := os.environ.get("BENCH_FOLDER"):
        Path(given).mkdir(parents=True, exist_ok=True)
        yield Path(given).resolve()
        return
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def _zoo(arguments: Sequence[str], home: Path) -> str:
    script = str(Path(sys.executable).with_name("zoo"))
    return common.run([script, *arguments], {"ZOO_HOME": str(home), "ZOO_PLUGINS": "keras-zoo"})


if __name__ == "__main__":
    sys.exit(main())
