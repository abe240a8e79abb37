"""The checks of augmenters, in the order in which they run."""

# ruff: noqa: F401, I001
from zoo.testing.augmenters import draws, pixels, labels, cost
