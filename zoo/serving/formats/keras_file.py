"""`.keras`: Keras' own archive; the classes stand in it beside what Keras reads."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import keras
import numpy as np

from zoo.serving.formats import zipped

classes = zipped.read


def write(model: keras.Model, path: Path) -> None:
    """Writes a model with its weights."""
    model.save(path)
    zipped.add(path, model.classes)


def opened(path: Path) -> Callable[[np.ndarray], np.ndarray]:
    """Returns what Keras computes with the file."""
    model: Any = keras.models.load_model(path, compile=False)
    return lambda images: np.asarray(model.predict_on_batch(images))


def notes(path: Path) -> list[str]:
    """Returns which packages beside Keras the file needs: those of a component's own layers and functions."""
    with zipfile.ZipFile(path) as archive:
        config = json.loads(archive.read("config.json"))
    packages = sorted({module.partition(".")[0] for module in _modules(config)} - {"keras", "builtins"})
    return [f"Keras loads it where {', '.join(packages)} can be imported."] if packages else []


def _modules(config: Any) -> Iterator[str]:
    if isinstance(config, dict):
        if isinstance(module := config.get("module"), str):
            yield module
        config = list(config.values())
    for each in config if isinstance(config, list) else []:
        yield from _modules(each)
