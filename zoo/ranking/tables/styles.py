"""What a status tells by its colour."""

from __future__ import annotations

STATUS = {
    "done": "good",
    "failed": "bad",
    "diverged": "bad",
    "impossible": "bad",
    "interrupted": "warning",
    "resumable": "warning",
    "stale": "warning",
}


def status(words: str) -> str:
    """Returns the style of a status that a text begins with; nothing where it is neither well nor amiss."""
    return STATUS.get(words.partition(" ")[0], "")
