"""`zoo check`: whether components keep their contract."""
