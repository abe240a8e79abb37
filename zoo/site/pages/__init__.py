"""The files of each kind of page."""
