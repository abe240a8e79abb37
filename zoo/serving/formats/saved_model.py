"""A SavedModel: TensorFlow's own folder of a graph and its variables, as TensorFlow Serving takes it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np

from zoo.serving.formats.format import CLASSES

BESIDE = "assets.extra"
"""TensorFlow's folder for what the graph does not read."""


def write(model: keras.Model, path: Path) -> None:
    """Writes the graph, with the endpoint `serve`, which is the default signature too."""
    model.export(path, format="tf_saved_model", verbose=False)
    (path / BESIDE).mkdir()
    (path / BESIDE / CLASSES).write_text(json.dumps(list(model.classes), ensure_ascii=False), encoding="utf-8")


def opened(path: Path) -> Callable[[np.ndarray], np.ndarray]:
    """Returns what TensorFlow computes with the folder."""
    import tensorflow as tf

    loaded: Any = tf.saved_model.load(str(path))
    return lambda images: loaded.serve(images).numpy()


def classes(path: Path) -> list[str]:
    """Returns the names of the classes."""
    return json.loads((path / BESIDE / CLASSES).read_text(encoding="utf-8"))
