"""The formats that a trained run is exported in: a file for each, which writes and opens."""
