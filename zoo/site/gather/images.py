"""The test images of datasets: read once, only where they are on this machine, and never downloaded for a page."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from zoo.data import cache
from zoo.errors import ZooError

if TYPE_CHECKING:
    from zoo.experiments.registry import Registry
    from zoo.store import RunRecord
    from zoo.training.prepare import Part

ABSENT = "the test images are not on this machine"
OTHERS = "code or data of the dataset are others since"
UNREADABLE = "the test images cannot be read here"

KEPT = 4
"""The images of how many datasets stay in memory."""


class TestImages:
    """The test images of the datasets of a store."""

    __test__ = False  # for pytest

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self.here = functools.cache(self._here)
        self._found = dict[Any, "Part | str"]()

    def of(self, run: RunRecord) -> Part | str:
        """Returns the images that a run was tested on, in the order of its predictions, or why there are none.

        Args:
            run: read with its details.
        """
        name = run.dataset.partition(":")[0]
        if not self.here(name):
            return ABSENT
        code = (run.provenance or {}).get("components", {}).get(f"dataset:{name}", {}).get("sources")
        key = run.dataset, run.limit, run.data, repr(code)
        if key not in self._found:
            while len(self._found) >= KEPT:
                del self._found[next(iter(self._found))]
            self._found[key] = self._read(run)
        return self._found[key]

    def _here(self, name: str) -> bool:
        """Whether a dataset is installed, and nothing has to be downloaded for it."""
        if name not in self._registry.names("dataset"):
            return False
        dataset: Any = self._registry.component("dataset", name)
        return dataset.source is None or cache.cached(dataset.source) is not None

    def _read(self, run: RunRecord) -> Part | str:
        from zoo.inspection.tested_images import OtherImages, images_of

        try:
            return images_of(run, self._registry)
        except OtherImages:
            return OTHERS
        except ZooError:
            return UNREADABLE
