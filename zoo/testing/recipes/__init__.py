"""The checks of recipes, in the order in which they run."""

# ruff: noqa: F401
from zoo.testing.recipes import parts, schedule, training
