"""What a plan needs beside time: downloads, and room on the disk."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zoo import paths
from zoo.data import cache
from zoo.experiments import beginning
from zoo.plugin.components import FROM

if TYPE_CHECKING:
    from zoo.execution.plan import Item
    from zoo.experiments.registry import Registry
    from zoo.plugin.sources import Source
    from zoo.store import RunRecord, Store

BYTES_PER_WEIGHT = 4
CHECKPOINTS = 2
COPIES = 3
"""A checkpoint holds the weights, and of most optimizers two values more for each."""

OTHER_FILES = 1 << 20
"""Bytes of a run's folder that do not depend on the size of its model: predictions, pictures, the log."""


def sources(items: Iterable[Item], registry: Registry) -> list[Source]:
    """Returns the published data of what is to be trained, each once."""
    names = dict.fromkeys(item.experiment.dataset.name for item in items if item.trained)
    found = [getattr(registry.component("dataset", name), "source", None) for name in names]
    return list({source.name: source for source in found if source is not None}.values())


def beginnings(items: Iterable[Item], store: Store) -> list[RunRecord]:
    """Returns the runs whose weights what is to be trained begins with, each once."""
    trained = [item.experiment.model.values.get(FROM.name) for item in items if item.trained]
    return [store.run(origin) for origin in dict.fromkeys(trained) if origin and beginning.file(origin) is None]


def missing(source: Source) -> int:
    """Returns how many bytes of a source have to be downloaded."""
    if cache.cached(source) is not None:
        return 0
    here = cache.archives(source)
    return sum(file.size for file in source.files if not (here / file.name).is_file())


def downloads(items: Iterable[Item], registry: Registry) -> dict[str, int]:
    """Returns how many bytes have to be downloaded, by the name of the source."""
    return {source.name: size for source in sources(items, registry) if (size := missing(source))}


def disk(items: Sequence[Item], facts: Mapping[str, Mapping[str, Any]], *, jobs: int) -> tuple[int, bool]:
    """Returns how many bytes the runs are going to take, what they keep and their checkpoints while they train; and
    whether the size of every model is known.

    Args:
        facts: by group id, what is known of a combination; of interest is `parameters`.
    """
    trained = [item for item in items if item.trained]
    parameters = [facts.get(item.experiment.group_id, {}).get("parameters") for item in trained]
    known = [number for number in parameters if number is not None]
    kept = sum(BYTES_PER_WEIGHT * number + OTHER_FILES for number in known)
    checkpoints = CHECKPOINTS * COPIES * BYTES_PER_WEIGHT * sum(sorted(known)[-jobs:])
    return kept + checkpoints, len(known) == len(trained)


def free() -> int:
    """Returns how many bytes are free where runs are kept."""
    folder = Path(os.path.abspath(paths.runs_folder()))
    return shutil.disk_usage(next(path for path in [folder, *folder.parents] if path.exists())).free
