"""What the import of a plugin does beside importing it, seen in a process of its own."""
