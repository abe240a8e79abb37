"""A suite's results beside what is expected of it."""
