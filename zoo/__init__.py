"""Keras Zoo: datasets, models, augmenters and recipes from plugins, in any combination, trained and ranked."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from zoo.data.cache import arrays, source_fingerprint
    from zoo.errors import DataError, StoreError, UsageError
    from zoo.execution.local.pool import Pool
    from zoo.files import atomic_write
    from zoo.paths import data_folder
    from zoo.plugin.components import Augmenter, Dataset, DrawContext, Launcher, Model, Recipe, TrainingPlan
    from zoo.plugin.images import Images, Split, Splits
    from zoo.plugin.keras_layers import from_keras_layer
    from zoo.plugin.launcher import LaunchConfig, TaskEvent, Workers
    from zoo.plugin.parameters import Param
    from zoo.plugin.sources import RemoteFile, Source
    from zoo.plugin.spec import hookimpl
    from zoo.progress import track

__version__ = "0.1.0"

# Where each public name lives. They are imported when first used: `zoo --help` uses none of them.
_HOMES = {
    "Augmenter": "zoo.plugin.components",
    "DataError": "zoo.errors",
    "Dataset": "zoo.plugin.components",
    "DrawContext": "zoo.plugin.components",
    "TaskEvent": "zoo.plugin.launcher",
    "Images": "zoo.plugin.images",
    "LaunchConfig": "zoo.plugin.launcher",
    "Launcher": "zoo.plugin.components",
    "Model": "zoo.plugin.components",
    "Param": "zoo.plugin.parameters",
    "Pool": "zoo.execution.local.pool",
    "Recipe": "zoo.plugin.components",
    "RemoteFile": "zoo.plugin.sources",
    "Source": "zoo.plugin.sources",
    "Split": "zoo.plugin.images",
    "Splits": "zoo.plugin.images",
    "StoreError": "zoo.errors",
    "TrainingPlan": "zoo.plugin.components",
    "UsageError": "zoo.errors",
    "Workers": "zoo.plugin.launcher",
    "arrays": "zoo.data.cache",
    "data_folder": "zoo.paths",
    "from_keras_layer": "zoo.plugin.keras_layers",
    "hookimpl": "zoo.plugin.spec",
    "source_fingerprint": "zoo.data.cache",
    "track": "zoo.progress",
    "atomic_write": "zoo.files",
}

__all__ = [
    "Augmenter",
    "DataError",
    "Dataset",
    "DrawContext",
    "Images",
    "LaunchConfig",
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
    "TaskEvent",
    "TrainingPlan",
    "UsageError",
    "Workers",
    "arrays",
    "atomic_write",
    "data_folder",
    "from_keras_layer",
    "hookimpl",
    "source_fingerprint",
    "track",
]


_RENAMED = {"Happened": "TaskEvent", "Launch": "LaunchConfig", "write_whole": "atomic_write"}


def __getattr__(name: str) -> Any:
    if name in _RENAMED:
        import warnings

        warnings.warn(f"zoo.{name} is called zoo.{_RENAMED[name]} now", DeprecationWarning, stacklevel=2)
        name = _RENAMED[name]
    if name not in _HOMES:
        raise AttributeError(f"module 'zoo' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)
