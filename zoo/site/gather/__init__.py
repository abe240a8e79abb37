"""What a site shows, gathered: `stored` from a store, `exported` from an export of a leaderboard."""

from zoo.site.gather.export import exported
from zoo.site.gather.store import stored

__all__ = ["exported", "stored"]
