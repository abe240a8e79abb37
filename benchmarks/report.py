"""How long `zoo report` takes: at first, again, and after one more run; how long its first page does in a browser.

The store holds 1,000 invented runs in 50 experiments (`store.py`), each with a folder as a training leaves it: what was
predicted of 10,000 test images, which are here too, and a history of 20 epochs. `python -m benchmarks.report DIR`
leaves all of it in a folder, with the site.
"""

from __future__ import annotations

import contextlib
import json
import resource
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import tabulate

from benchmarks import chromium, common, startup, store
from zoo.experiments import experiment, registry
from zoo.plugin import zoofile
from zoo.store import Store, run_files
from zoo.training.outputs import write_test

TITLE = "zoo report on 1,000 runs in 50 experiments, processor seconds"
SEEDS, EPOCHS, CLASSES = range(20), 20, tuple("0123456789")
EXPRESSIONS: dict[str, Any] = {
    "dataset": "noise",
    "model": "mlp,cnn6",
    "augmenter": "none,shift,flip,shift+flip,mixup",
    "recipe": ",".join(f"fast:epochs={epochs}" for epochs in range(1, 6)),
}
FIRST, PART, PAGE, SORTED = 20.0, 0.1, 1.0, 1.0
"""The bars: seconds of the first report; which part of these one after a new run may take; MB of the first page;
seconds until it is sorted once."""

MISSED = "MISSED"

DATASET = '''"""Images of noise, as many and as large as MNIST's test part."""

import numpy as np

import zoo


def load():
    def split(labels):
        images = np.random.default_rng(1).integers(0, 256, (len(labels), 28, 28, 1), dtype=np.uint8)
        return zoo.Split(images=images, labels=labels)

    test = np.random.default_rng(0).integers(0, 10, IMAGES)
    return zoo.Splits(train=split(test[:100]), test=split(test), classes=tuple("0123456789"))


@zoo.hookimpl
def zoo_datasets():
    return [zoo.Dataset(name="noise", summary="images of noise", load=load, fingerprint=lambda: "noise")]
'''


def fill(folder: Path, seeds: Sequence[int] = SEEDS, **expressions: str) -> int:
    """Records runs of these seeds in the zoo whose home is a folder, with a folder of each; returns how many.

    Args:
        expressions: in place of those of the same kind in `EXPRESSIONS`.
    """
    folder.mkdir(exist_ok=True)
    (folder / zoofile.FILE).write_text(DATASET.replace("IMAGES", str(store.IMAGES)))
    own = registry.load(local=False, file=folder / zoofile.FILE)
    asked = experiment.compose(own, **{**EXPRESSIONS, **expressions}, seeds=seeds)
    count = store.insert(folder, asked, own)
    known = Store.open(f"sqlite:///{folder / 'zoo.db'}")
    seen = {f"{each.id}.1" for each in asked}
    for name, correct in known.correct(seen).items():
        bits = np.unpackbits(np.frombuffer(correct.bits, np.uint8), count=correct.images).astype(bool)
        write(folder / "runs" / name, bits)
    return count


def write(folder: Path, right: np.ndarray) -> None:
    """Writes the folder of a run.

    Args:
        right: which test images it gets right, bool (images,).
    """
    rng, labels = np.random.default_rng(int(folder.stem, 16)), store.labels()
    predictions = np.where(right, labels, (labels + rng.integers(1, 10, len(labels))) % 10)
    logits = rng.normal(size=(len(labels), 10)).astype(np.float32)
    logits[np.arange(len(labels)), predictions] = logits.max(axis=1) + rng.exponential(size=len(labels))
    write_test(folder / run_files.TEST, logits, labels)
    curve = right.mean() * (1 - np.exp(-np.arange(1, EPOCHS + 1) / 4))
    told = {"loss": 1 - curve, "accuracy": curve, "val_loss": 1.1 - curve, "val_accuracy": curve}
    history = [{"epoch": n, **{name: float(values[n]) for name, values in told.items()}} for n in range(EPOCHS)]
    (folder / run_files.HISTORY).write_text(json.dumps(history, indent=2))
    (folder / run_files.EXPERIMENT).write_text(json.dumps({"classes": CLASSES}))


def report(folder: Path) -> float:
    """Returns the processor seconds of the command on the zoo in a folder.

    It computes on one core and waits for nothing: on quiet cores they pass on the clock, too.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with contextlib.chdir(folder):
        common.run(startup.zoo("report", "-o", str(folder / "site")), {"ZOO_HOME": str(folder)})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main(arguments: Sequence[str]) -> int:
    """Measures and prints. Returns the exit status: 1 where a bar was missed."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(arguments[0] if arguments else scratch).resolve()
        runs = fill(folder)
        first, again = report(folder), report(folder)
        fill(folder, [len(SEEDS)], model="mlp", augmenter="none", recipe="fast:epochs=1")
        seed = report(folder)
        fill(folder, [0], model="mlp", augmenter="none", recipe="fast:epochs=6")
        other = report(folder)
        index = folder / "site" / "index.html"
        size, used = index.stat().st_size / 1e6, opened(index)
    lines = [
        ["at first", f"{first:.2f} s", *judged(first, FIRST, "s")],
        ["again, where nothing is new", f"{again:.2f} s", "", ""],
        ["after a run of one more seed", f"{seed:.2f} s", *judged(seed, PART * first, "s")],
        ["after a run of one more experiment", f"{other:.2f} s", "", ""],
        ["the first page", f"{size:.2f} MB", *judged(size, PAGE, "MB")],
        ["the same, opened and sorted once", *used],
    ]
    table = tabulate.tabulate(lines, ["what", "measured", "bar", "verdict"], tablefmt="github", disable_numparse=True)
    print(f"\n{TITLE}; {runs:,} runs\n\n{table}", flush=True)
    return int(any(line[-1] == MISSED for line in lines))


def opened(index: Path) -> tuple[str, str, str]:
    """Returns the seconds until a page is sorted in a browser, with the bar and the verdict."""
    try:
        seconds = chromium.sorted_after(index)
    except chromium.NoBrowser as error:
        return f"not measured: {error}", f"at most {SORTED:.3g} s", ""
    return f"{seconds:.2f} s", *judged(seconds, SORTED, "s")


def judged(measured: float, most: float, unit: str) -> tuple[str, str]:
    """Returns a bar in words, and the verdict."""
    return f"at most {most:.3g} {unit}", "met" if measured <= most else MISSED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
