"""What zoo-fashion-mnist brings to the zoo."""

import zoo
from zoo_fashion_mnist.dataset import DATASET

zoo_interface = 2  # that of the zoo it was written for


@zoo.hookimpl
def zoo_datasets():
    return [DATASET]
