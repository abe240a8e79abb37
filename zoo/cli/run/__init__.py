"""`zoo run`: its options, its dry run, its results and its errors."""
