"""What one does with a trained run: call it, predict, export it, describe it."""
