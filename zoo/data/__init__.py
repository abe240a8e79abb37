"""Downloads, imports and the cache of parsed arrays."""
