"""Runs grouped by experiment without seed, ranked, and printed: the leaderboard."""
