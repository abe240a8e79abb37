"""The launcher of a Ray cluster: each node runs the zoo's own supervised workers."""
