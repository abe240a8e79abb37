"""What zoo-resizemix brings to the zoo."""

import zoo
from zoo_resizemix.augmenter import AUGMENTER

zoo_interface = 2  # that of the zoo it was written for


@zoo.hookimpl
def zoo_augmenters():
    return [AUGMENTER]
