"""ONNX, for ONNX Runtime: what tf2onnx makes of the graph; the classes are a property of the model."""

from __future__ import annotations

import json
import logging
import warnings
from collections.abc import Callable
from pathlib import Path

import keras
import numpy as np

PROPERTY = "classes"


def write(model: keras.Model, path: Path) -> None:
    """Writes a graph for inference. Raises `ValueError` where an operation is unknown to ONNX: tf2onnx only logs it,
    and writes a file that nothing can load."""
    import onnx

    errors: list[str] = []
    listener = logging.Handler(logging.ERROR)
    listener.emit = lambda record: errors.append(record.getMessage())  # type: ignore[method-assign]
    logging.getLogger("tf2onnx").addHandler(listener)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # tf2onnx of NumPy, at every export
            model.export(path, format="onnx", verbose=False)
    finally:
        logging.getLogger("tf2onnx").removeHandler(listener)
    if errors:
        raise ValueError(errors[0])
    made = onnx.load(path)
    onnx.helper.set_model_props(made, {PROPERTY: json.dumps(list(model.classes), ensure_ascii=False)})
    onnx.save(made, path)


def opened(path: Path) -> Callable[[np.ndarray], np.ndarray]:
    """Returns what ONNX Runtime computes with the file."""
    session = _session(path)
    [images] = session.get_inputs()
    return lambda batch: session.run(None, {images.name: batch})[0]


def classes(path: Path) -> list[str]:
    """Returns the names of the classes."""
    return json.loads(_session(path).get_modelmeta().custom_metadata_map[PROPERTY])


def _session(path: Path):  # type: ignore[no-untyped-def]
    import onnxruntime

    return onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
