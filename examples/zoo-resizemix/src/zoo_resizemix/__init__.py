"""What zoo-resizemix brings to the zoo."""

import zoo
from zoo_resizemix.augmenter import AUGMENTER


@zoo.hookimpl
def zoo_augmenters():
    return [AUGMENTER]
