"""Moved to `zoo.api.progress.view`."""

from zoo.api.progress.view import shown as shown
