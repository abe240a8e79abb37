"""The article's networks, and that of Keras' MNIST example."""

from __future__ import annotations

from zoo_classics.models.cnn6 import CNN6
from zoo_classics.models.mlp import MLP
from zoo_classics.models.mlp_by_location import MLP_BY_LOCATION
from zoo_classics.models.mnist_cnn import MNIST_CNN

MODELS = [MLP, CNN6, MLP_BY_LOCATION, MNIST_CNN]
