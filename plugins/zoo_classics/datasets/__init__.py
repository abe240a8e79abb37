"""The classic datasets, one per file."""

from __future__ import annotations

import zoo
from zoo_classics.datasets import cifar10, digits, image_folder, mnist, mnist_offcenter

DATASETS: list[zoo.Dataset] = [
    cifar10.DATASET,
    digits.DATASET,
    image_folder.DATASET,
    mnist.DATASET,
    mnist_offcenter.DATASET,
]
