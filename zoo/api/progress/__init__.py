"""Progress on stderr, of runs and of work with data: bars on a terminal, else a line now and then."""
