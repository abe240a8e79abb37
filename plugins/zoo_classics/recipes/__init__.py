"""The article's recipe, and a fast one."""
