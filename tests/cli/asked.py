"""A run that looks trained, of components that nobody calls, and probes of what it kept: no TensorFlow."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

import zoo
from tests.ranking import fakes
from zoo import paths
from zoo.experiments.registry import Registry
from zoo.plugin.discovery import Provider
from zoo.store import Store
from zoo.training import outputs

LABELS = np.array([0, 1, 0, 1], dtype=np.int32)
LOGITS = np.array([[2, 0], [0, 2], [0, 1], [0, 3]], dtype=np.float32)

asked: list[int] = []
"""By how much each question that was answered swayed."""


def measure(trained: zoo.Trained, *, by: int = 1, of: int | Path = 0) -> zoo.Findings:
    if by > 9:
        raise zoo.UsageError("It sways by nine at most.", hint="zoo list probes")
    if by < 0:
        raise ValueError("it fell over")
    asked.append(by)
    right = float((trained.predictions == trained.labels).mean())
    return zoo.Findings(
        numbers={"share": right, "radius": None if by > 1 else 1.5},
        shown=["a line", zoo.Table(["class", "images"], [["a|b", 2], ["c", 2]], "A table")],
        data={"by": np.array([by])},
        pictures={"map.png": Image.new("L", (3, 2)), "more.png": Image.new("L", (5, 5))},
        notes=["It is made up."],
    )


METRICS = [
    zoo.ProbeMetric(name="share", title="swayed", format="percent", better="higher", kind="fraction"),
    zoo.ProbeMetric(name="radius", format="{:.1f} px"),
]


def registry(**_: Any) -> Registry:
    """The components of `tests.ranking.fakes`, two probes and a preset of one."""
    known, provider = fakes.registry(), Provider("keras-zoo", "1", "keras-zoo[test]")
    probes = [
        zoo.Probe(name="sway", summary="sways", measure=measure, metrics=METRICS),
        zoo.Probe(name="mute", summary="finds nothing", measure=lambda trained: zoo.Findings()),
        zoo.Probe(name="wrong", summary="returns a number", measure=lambda trained: 7),
    ]
    components = {**known.components, **{(each.kind, each.name): (each, provider) for each in probes}}
    return Registry(components=components, catalogue=known.catalogue)


def record(**changed: Any) -> str:
    """Puts a run into the store, and what it kept of its test into its folder; returns its name."""
    name = fakes.record(**changed)
    folder = paths.run_folder(name)
    [run] = Store.open().runs(names=[name], details=True)
    (experiment,) = zoo_experiments(run)
    outputs.write_experiment(folder, experiment, classes=["a", "b"], input_shape=[2, 2, 1])
    outputs.write_test(folder / "test.npz", LOGITS, LABELS)
    return name


def zoo_experiments(run: Any) -> list[Any]:
    from zoo.experiments.experiment import compose

    made_of = {kind: getattr(run, kind) for kind in ("dataset", "model", "augmenter", "recipe")}
    return compose(registry(), **made_of, seeds=[run.seed], validation=run.validation)
