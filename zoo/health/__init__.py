"""What is well and what is not: of this machine, this installation, the store, each plugin."""
