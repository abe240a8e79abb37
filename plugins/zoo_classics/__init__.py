"""The article's datasets, models, augmenters and recipes."""

from __future__ import annotations

import zoo


@zoo.hookimpl
def zoo_datasets() -> list[zoo.Dataset]:
    from zoo_classics.datasets import DATASETS

    return DATASETS
