"""Five seeds of `mlp` at once, in three ways, against one after the other: whether the bits stay, and the speed."""

from __future__ import annotations

import contextlib
import functools
import io
import os
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks import common
from benchmarks.trainings import IMAGES, Case, Trainings

if TYPE_CHECKING:
    from benchmarks.at_once import OneByOne
    from zoo.training.assembly import Assembly

TITLE = "Five seeds of mlp at once, against one after the other"
SEEDS, SECONDS = 5, 60.0
SIZES = {"28x28": (28, 28, 1), "8x8": (8, 8, 1)}
"""Images like MNIST's and the digits'."""


def replicas(trainings: Trainings) -> list[Assembly]:
    """Returns the same training with each seed, compiled, nothing trained yet."""
    from zoo.experiments import experiment
    from zoo.training.assembly import assemble
    from zoo.training.trainer import compile_net

    known = trainings.registry_of_images()
    asked: Any = {"dataset": "random", "model": "mlp", "augmenter": "none", "recipe": "fast", "seeds": range(SEEDS)}
    made = [assemble(one, known, trainings.splits) for one in experiment.compose(known, **asked, validation=None)]
    for one in made:
        compile_net(one)
    return made


def same_bits(ours: OneByOne, peer: OneByOne) -> bool:
    """Whether all replicas have the same weights, to the bit."""
    return all(map(np.array_equal, ours.weights(), peer.weights()))


def compare(name: str, ours: OneByOne, peer: OneByOne) -> list[common.Comparison]:
    """Trains by turns, an epoch at a time: images per second on the wall, and per second of the processor."""
    wall, processor = (common.Comparison(name=name, unit=f"images/{second}") for second in ("s", "s of processor"))
    measures = [functools.partial(_rate, *each) for each in ((ours, processor.ours), (peer, processor.peer))]
    common.collect(wall, *measures, seconds=SECONDS)
    del processor.ours[0], processor.peer[0]  # the pair that warmed up
    bits = "the same bits" if same_bits(ours, peer) else "other bits"
    return [replace(each, name=f"{name}: {bits}") for each in (wall, processor)]


def _rate(way: OneByOne, rates: list[float]) -> float:
    began, used = time.perf_counter(), time.process_time()
    way.epoch()
    rates.append(SEEDS * IMAGES / (time.process_time() - used))
    return SEEDS * IMAGES / (time.perf_counter() - began)


def measure(folder: Path) -> list[common.Comparison]:
    """Returns every row."""
    from benchmarks.at_once import LeadingAxis, Mapped, OneByOne, OneGraph
    from zoo.training import environment

    environment.prepare(os.cpu_count() or 1)
    ways: dict[str, type[OneByOne]] = {"one graph": OneGraph, "vectorized_map": Mapped, "a leading axis": LeadingAxis}
    rows: list[common.Comparison] = []
    for size, shape in SIZES.items():
        trainings = Trainings(folder / size, Case(model="mlp", shape=shape))
        for name, way in ways.items():
            rows += compare(f"{size}, {name}", way(replicas(trainings)), OneByOne(replicas(trainings)))
    return rows


def main() -> int:
    """Measures and prints. Returns the exit status."""
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        rows = measure(Path(folder))
    return common.report(TITLE, rows)


if __name__ == "__main__":
    sys.exit(main())
