"""Runs brought from one store to another: all of them into an empty one, or those that are missing here."""
