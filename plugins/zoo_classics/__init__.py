"""The article's datasets, models, augmenters and recipes."""

from __future__ import annotations

from dataclasses import replace

import zoo


@zoo.hookimpl
def zoo_datasets() -> list[zoo.Dataset]:
    from zoo_classics.datasets import cifar10, digits, digits_offcenter, image_folder, mnist, mnist_offcenter
    from zoo_classics.datasets.image_reading import READERS
    from zoo_classics.origins import ORIGINS

    modules = cifar10, digits, digits_offcenter, image_folder, mnist, mnist_offcenter
    found = (module.DATASET for module in modules)
    return [replace(each, **ORIGINS[each.name], **READERS.get(each.name, {})) for each in found]


@zoo.hookimpl
def zoo_models() -> list[zoo.Model]:
    from zoo_classics.models.cnn6 import CNN6
    from zoo_classics.models.mlp import MLP
    from zoo_classics.models.mlp_by_location import MLP_BY_LOCATION
    from zoo_classics.models.mnist_cnn import MNIST_CNN

    return [MLP, CNN6, MLP_BY_LOCATION, MNIST_CNN]


@zoo.hookimpl
def zoo_augmenters() -> list[zoo.Augmenter]:
    from zoo_classics.augmenters.alternate_flip import ALTERNATE_FLIP
    from zoo_classics.augmenters.brightness import BRIGHTNESS
    from zoo_classics.augmenters.contrast import CONTRAST
    from zoo_classics.augmenters.crop import CROP
    from zoo_classics.augmenters.cutmix import CUTMIX
    from zoo_classics.augmenters.cutout import CUTOUT
    from zoo_classics.augmenters.flip import FLIP
    from zoo_classics.augmenters.hue import HUE
    from zoo_classics.augmenters.mixup import MIXUP
    from zoo_classics.augmenters.noise import NOISE
    from zoo_classics.augmenters.none import NONE
    from zoo_classics.augmenters.rotate import ROTATE
    from zoo_classics.augmenters.saturation import SATURATION
    from zoo_classics.augmenters.shear import SHEAR
    from zoo_classics.augmenters.shift import SHIFT
    from zoo_classics.augmenters.zoom import ZOOM

    pixels = [CUTOUT, BRIGHTNESS, CONTRAST, SATURATION, HUE, NOISE]
    return [NONE, SHIFT, CROP, FLIP, ROTATE, ZOOM, SHEAR, ALTERNATE_FLIP, *pixels, MIXUP, CUTMIX]


@zoo.hookimpl
def zoo_recipes() -> list[zoo.Recipe]:
    from zoo_classics.recipes.article import ARTICLE
    from zoo_classics.recipes.fast import FAST

    return [ARTICLE, FAST]
