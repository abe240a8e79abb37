"""The documentation, and `docs.blocks`, which runs the commands in it."""
