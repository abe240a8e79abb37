"""What zoo-fashion-mnist brings to the zoo."""

import zoo
from zoo_fashion_mnist.dataset import DATASET


@zoo.hookimpl
def zoo_datasets():
    return [DATASET]
