"""How long it is from Enter to the first step of a training, and what a sweep of tiny runs takes beside them."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import count
from pathlib import Path

from benchmarks import common, startup
from zoo.store import RunRecord, Store

TITLE = "Before the first step, and between tiny runs"
RUNS, CHUNK = 40, 3
MOMENT = '''"""The callback that both sides train with: it writes down when the first step is over."""

import os
import time

import keras


class Moment(keras.callbacks.Callback):
    async_safe = True

    def on_train_batch_end(self, batch, logs=None):
        if not batch:
            with open(os.environ["MOMENT"], "w") as file:
                file.write(str(time.monotonic()))
'''
ZOOFILE = '''"""The default recipe, with one callback more."""

from dataclasses import replace
from typing import Annotated

import zoo
from zoo_classics.recipes import fast


def plan(
    steps_per_epoch: int,
    *,
    epochs: Annotated[int, zoo.Param(ge=1)] = 10,
    batch_size: Annotated[int, zoo.Param(ge=1)] = 128,
) -> zoo.TrainingPlan:
    from moment import Moment

    return replace(fast.plan(steps_per_epoch, epochs=epochs, batch_size=batch_size), callbacks=[Moment()])


@zoo.hookimpl
def zoo_recipes():
    return [zoo.Recipe(name="moment", summary="fast, which says when its first step is over", plan=plan)]
'''
SCRIPT = '''"""What somebody writes who has no zoo: the same network, the same digits, one epoch."""

import keras
import numpy as np
from moment import Moment
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

digits = load_digits()
images = (digits.images / 16).astype("float32")[..., None]
x, _, y, _ = train_test_split(images, keras.utils.to_categorical(digits.target, 10), test_size=0.2, random_state=0)
image = keras.Input(x.shape[1:])
net = keras.layers.Flatten()(image)
for _ in range(2):
    net = keras.layers.Dropout(0.5)(keras.layers.Dense(512, activation="relu")(net))
model = keras.Model(image, keras.layers.Dense(10)(net))
loss = keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=0.1)
model.compile(keras.optimizers.AdamW(3e-3, weight_decay=0.05), loss, metrics=["accuracy"])
model.fit(x, y, batch_size=128, epochs=1, validation_split=0.1, verbose=0, callbacks=[Moment()])
'''


def first_step(folder: Path) -> common.Comparison:
    """Compares what is from Enter to the first step with a bare script's: seconds. Each `zoo run` has a new home."""
    write(folder)
    bar = common.Bar(sense="at most", value=1.25)
    comparison = common.Comparison(name="zoo run -d digits -m mlp, Enter to first step", unit="s", bar=bar)
    words = ["run", "-d", "digits", "-m", "mlp", "-r", "moment", "--epochs", "1", "--quiet"]
    ours, peer = until_moment(startup.zoo(*words), folder), until_moment([sys.executable, "script.py"], folder)
    return common.collect(comparison, ours, peer, seconds=240)


def write(folder: Path) -> None:
    """Writes what both sides are made of."""
    for name, content in (("moment.py", MOMENT), ("zoofile.py", ZOOFILE), ("script.py", SCRIPT)):
        (folder / name).write_text(content)


def until_moment(command: list[str], folder: Path) -> Callable[[], float]:
    """Returns what runs a command in a folder and returns the seconds until its first step is over."""
    numbers, moment = count(), folder / "moment"
    fixed = {**os.environ, "MOMENT": str(moment), "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": ""}

    def measure() -> float:
        environment = {**fixed, "ZOO_HOME": str(folder / f"home{next(numbers)}")}
        moment.unlink(missing_ok=True)
        began = time.monotonic()
        subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)
        return float(moment.read_text()) - began

    return measure


def tiny_runs(home: Path) -> common.Comparison:
    """Measures the time from one run's end to the next one's, of which its training is the peer: seconds."""
    words = ["run", "-d", "digits", "-m", "mlp", "--epochs", "1", "--limit", "300", "--seeds", str(RUNS), "--quiet"]
    common.run(startup.zoo(*words), {"ZOO_HOME": str(home), "PYTHONDONTWRITEBYTECODE": ""})
    return between(Store.open(f"sqlite:///{home / 'zoo.db'}").runs())


def between(runs: Iterable[RunRecord]) -> common.Comparison:
    """Compares the time from one run's end to the next one's with that of training: by threes, for runs overlap."""
    ended = sorted(
        (datetime.fromisoformat(run.finished).timestamp(), run.train_seconds) for run in runs if run.finished
    )
    bar = common.Bar(sense="at most", value=0.25)
    comparison = common.Comparison(name=f"{RUNS} tiny runs, each", unit="s", bar=bar, difference=True)
    for first in range(0, len(ended) - CHUNK, CHUNK):
        (before, _), *chunk = ended[first : first + CHUNK + 1]
        comparison.ours.append((chunk[-1][0] - before) / CHUNK)
        comparison.peer.append(sum(training for _, training in chunk) / CHUNK)
    return comparison


def main() -> int:
    """Measures and prints. Returns the exit status."""
    with tempfile.TemporaryDirectory() as folder:
        return common.report(TITLE, [first_step(Path(folder)), tiny_runs(Path(folder) / "tiny")])


if __name__ == "__main__":
    sys.exit(main())
