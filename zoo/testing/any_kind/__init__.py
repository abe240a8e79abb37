"""The checks of all components, in the order in which they run."""

# ruff: noqa: F401
from zoo.testing.any_kind import descriptions, imports
