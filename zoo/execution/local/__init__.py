"""Supervised worker processes on this machine."""
