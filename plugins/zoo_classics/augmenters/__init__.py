"""The article's augmenters, and mixup: geometry as one matrix per image, and label mixing."""

from __future__ import annotations

from zoo_classics.augmenters.flip import FLIP
from zoo_classics.augmenters.mixup import MIXUP
from zoo_classics.augmenters.none import NONE
from zoo_classics.augmenters.rotate import ROTATE
from zoo_classics.augmenters.shift import SHIFT

AUGMENTERS = [NONE, SHIFT, FLIP, ROTATE, MIXUP]
