"""Checkpoints: what a run that was cut off goes on from."""
