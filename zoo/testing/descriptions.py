"""What can be read of a component of any kind without calling it: its name, its summary, its parameters."""
