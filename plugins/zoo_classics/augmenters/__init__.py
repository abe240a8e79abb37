"""The article's augmenters, and mixup: geometry as one matrix per image, and label mixing."""

from __future__ import annotations

from zoo_classics.augmenters.none import NONE

AUGMENTERS = [NONE]
