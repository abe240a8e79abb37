"""LiteRT, once TensorFlow Lite: for phones and small boards. The classes stand in an archive at the file's end, as
TensorFlow Lite keeps files beside a model."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import keras
import numpy as np

from zoo.serving.formats import zipped

classes = zipped.read


def write(model: keras.Model, path: Path) -> None:
    """Writes a graph for inference."""
    model.export(path, format="litert", verbose=False)
    zipped.add(path, model.classes)


def opened(path: Path) -> Callable[[np.ndarray], np.ndarray]:
    """Returns what LiteRT computes with the file."""
    from ai_edge_litert.interpreter import Interpreter

    interpreter = Interpreter(str(path))
    [images], [probabilities] = interpreter.get_input_details(), interpreter.get_output_details()

    def call(batch: np.ndarray) -> np.ndarray:
        interpreter.resize_tensor_input(images["index"], batch.shape)
        interpreter.allocate_tensors()
        interpreter.set_tensor(images["index"], batch)
        interpreter.invoke()
        return interpreter.get_tensor(probabilities["index"])

    return call
