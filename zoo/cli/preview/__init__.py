"""`zoo preview`: its options, and where its picture goes."""
