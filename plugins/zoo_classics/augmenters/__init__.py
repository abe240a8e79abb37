"""The augmenters: geometry as one matrix per image, colours and noise, and what mixes images and labels."""

from __future__ import annotations

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

PIXELS = [CUTOUT, BRIGHTNESS, CONTRAST, SATURATION, HUE, NOISE]
AUGMENTERS = [NONE, SHIFT, CROP, FLIP, ROTATE, ZOOM, SHEAR, ALTERNATE_FLIP, *PIXELS, MIXUP, CUTMIX]
