"""What tests look at of a pool's events."""

from __future__ import annotations


def last_events(events) -> dict[str, dict]:
    """Returns each run's last event."""
    return {task["run"]: event for task, event in events}
