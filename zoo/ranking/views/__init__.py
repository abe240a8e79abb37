"""Other questions to the same rows: by part, pivoted, against cost, and what a part adds."""
