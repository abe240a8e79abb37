"""Python's face of the command line, which calls it: run, leaderboard, runs, load, dataset, preview."""
