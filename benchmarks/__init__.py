"""What is measured, against whom: `python -m benchmarks`, or one of them, `python -m benchmarks.startup`."""
