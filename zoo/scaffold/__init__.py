"""Packages as `zoo new` writes them."""
