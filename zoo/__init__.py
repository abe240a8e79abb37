"""Keras Zoo: datasets, models, augmenters and recipes from plugins, in any combination, trained and ranked."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from zoo.components import Augmenter, Dataset, DrawContext, Launcher, Model, Recipe, TrainingPlan
    from zoo.data.cache import arrays, source_fingerprint
    from zoo.errors import DataError, StoreError, UsageError
    from zoo.execution.pool import Pool
    from zoo.files import write_whole
    from zoo.home import data_folder
    from zoo.hookspecs import hookimpl
    from zoo.parameters import Param
    from zoo.sources import RemoteFile, Source
    from zoo.splits import Images, Split, Splits
    from zoo.tracking import track
    from zoo.training.layers import from_keras_layer
    from zoo.workers import Happened, Launch, Workers

__version__ = "0.1.0"

# Where each public name lives. They are imported when first used: `zoo --help` uses none of them.
_HOMES = {
    "Augmenter": "zoo.components",
    "DataError": "zoo.errors",
    "Dataset": "zoo.components",
    "DrawContext": "zoo.components",
    "Happened": "zoo.workers",
    "Images": "zoo.splits",
    "Launch": "zoo.workers",
    "Launcher": "zoo.components",
    "Model": "zoo.components",
    "Param": "zoo.parameters",
    "Pool": "zoo.execution.pool",
    "Recipe": "zoo.components",
    "RemoteFile": "zoo.sources",
    "Source": "zoo.sources",
    "Split": "zoo.splits",
    "Splits": "zoo.splits",
    "StoreError": "zoo.errors",
    "TrainingPlan": "zoo.components",
    "UsageError": "zoo.errors",
    "Workers": "zoo.workers",
    "arrays": "zoo.data.cache",
    "data_folder": "zoo.home",
    "from_keras_layer": "zoo.training.layers",
    "hookimpl": "zoo.hookspecs",
    "source_fingerprint": "zoo.data.cache",
    "track": "zoo.tracking",
    "write_whole": "zoo.files",
}

__all__ = [
    "Augmenter",
    "DataError",
    "Dataset",
    "DrawContext",
    "Happened",
    "Images",
    "Launch",
    "Launcher",
    "Model",
    "Param",
    "Pool",
    "Recipe",
    "RemoteFile",
    "Source",
    "Split",
    "Splits",
    "StoreError",
    "TrainingPlan",
    "UsageError",
    "Workers",
    "arrays",
    "data_folder",
    "from_keras_layer",
    "hookimpl",
    "source_fingerprint",
    "track",
    "write_whole",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'zoo' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)
