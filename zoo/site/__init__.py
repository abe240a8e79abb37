"""The leaderboard and all that stands behind it as a static site: `zoo report` gathers, draws and writes it."""
