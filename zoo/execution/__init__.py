"""What is to be trained, and by whom: the plan of a sweep, supervised worker processes and their events."""
