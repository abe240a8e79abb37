"""The article's networks, and that of Keras' MNIST example."""
