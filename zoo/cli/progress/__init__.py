"""Moved to `zoo.api.progress`."""
