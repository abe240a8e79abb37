"""Augmentation: drawn on the host, applied in the training graph."""
