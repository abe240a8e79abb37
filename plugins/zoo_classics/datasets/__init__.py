"""The classic datasets, one per file."""
