"""Python's face of the command line, which calls it: run, runs, leaderboard, dataset, preview."""
