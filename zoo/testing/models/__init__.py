"""The checks of models, in the order in which they run."""

# ruff: noqa: F401, I001
from zoo.testing.models import building, weights, learning
