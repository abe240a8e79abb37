"""`zoo leaderboard`: its options, where its rows are from, and what is said beside the tables."""
