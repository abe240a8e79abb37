"""The article's two networks."""

from __future__ import annotations

from zoo_classics.models.cnn6 import CNN6
from zoo_classics.models.mlp import MLP

MODELS = [MLP, CNN6]
