"""The article's datasets, models, augmenters and recipes."""

from __future__ import annotations

import zoo


@zoo.hookimpl
def zoo_datasets() -> list[zoo.Dataset]:
    from zoo_classics.datasets import DATASETS

    return DATASETS


@zoo.hookimpl
def zoo_models() -> list[zoo.Model]:
    from zoo_classics.models import MODELS

    return MODELS


@zoo.hookimpl
def zoo_augmenters() -> list[zoo.Augmenter]:
    from zoo_classics.augmenters import AUGMENTERS

    return AUGMENTERS


@zoo.hookimpl
def zoo_recipes() -> list[zoo.Recipe]:
    from zoo_classics.recipes import RECIPES

    return RECIPES
