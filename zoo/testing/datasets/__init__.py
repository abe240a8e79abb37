"""The checks of datasets, in the order in which they run."""

# ruff: noqa: F401, I001
from zoo.testing.datasets import form, indexing, contents, files
