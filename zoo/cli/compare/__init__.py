"""`zoo compare`: its command, what it prints, and its picture."""
