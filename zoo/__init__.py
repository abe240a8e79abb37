"""Keras Zoo: datasets, models, augmenters and recipes from plugins, in any combination, trained and ranked."""

from __future__ import annotations

from zoo.components import (
    Augmenter,
    Dataset,
    DrawContext,
    Model,
    Recipe,
    RemoteFile,
    Source,
    Split,
    Splits,
    TrainingPlan,
)
from zoo.data.cache import arrays, source_fingerprint
from zoo.files import write_whole
from zoo.errors import DataError, UsageError
from zoo.hookspecs import hookimpl
from zoo.parameters import Param

__version__ = "0.1.0"

__all__ = [
    "Augmenter",
    "DataError",
    "Dataset",
    "DrawContext",
    "Model",
    "Param",
    "Recipe",
    "RemoteFile",
    "Source",
    "Split",
    "Splits",
    "TrainingPlan",
    "UsageError",
    "arrays",
    "hookimpl",
    "source_fingerprint",
]
