"""What a format is, and which there are."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from zoo.errors import UsageError

if TYPE_CHECKING:
    import keras
    import numpy as np

    Call = Callable[[np.ndarray], np.ndarray]

CLASSES = "classes.json"
"""The file that names the classes, a list of texts in the order of the probabilities, in formats that hold files."""


@dataclass(frozen=True, kw_only=True)
class Format:
    """A format of files.

    Args:
        module: has functions `write`, `opened` and `classes` as the methods here; and `notes`, where there are some.
        suffix: how a file's name ends; empty for a folder.
        needs: the modules to be installed.
        extra: of the zoo, which brings them.
        float32_only: whether its runtimes have no operations in other precisions.
    """

    name: str
    module: str
    suffix: str
    needs: tuple[str, ...] = ()
    extra: str = ""
    float32_only: bool = False

    def require(self) -> None:
        """Raises `UsageError` where something that it needs is not installed."""
        if missing := [name for name in self.needs if importlib.util.find_spec(name) is None]:
            cause = f"Not installed: {', '.join(missing)}."
            hint = f'pip install "keras-zoo[{self.extra}]"'
            raise UsageError(f"{self.name} needs packages of its own.", cause=cause, hint=hint)

    def write(self, model: keras.Model, path: Path) -> None:
        """Writes a model of `zoo.load`, with the names of its classes."""
        import_module(self.module).write(model, path)

    def opened(self, path: Path) -> Call:
        """Returns what a file computes, in the format's own runtime."""
        return import_module(self.module).opened(path)

    def classes(self, path: Path) -> list[str]:
        """Returns the names of the classes in a file."""
        return import_module(self.module).classes(path)

    def notes(self, path: Path) -> list[str]:
        """Returns what whoever uses a file has to know, a sentence each."""
        return getattr(import_module(self.module), "notes", lambda path: [])(path)


FORMATS = {
    each.name: each
    for each in (
        Format(name="keras", module="zoo.serving.formats.keras_file", suffix=".keras"),
        Format(name="saved-model", module="zoo.serving.formats.saved_model", suffix=""),
        Format(name="onnx", module="zoo.serving.formats.onnx_file", suffix=".onnx",
               needs=("tf2onnx", "onnxruntime"), extra="onnx", float32_only=True),
        Format(name="litert", module="zoo.serving.formats.litert_file", suffix=".tflite",
               needs=("ai_edge_litert",), extra="litert", float32_only=True),
    )
}  # fmt: skip
