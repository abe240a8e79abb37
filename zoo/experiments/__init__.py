"""What is asked for: experiments and the catalogue of their parts; and what a result was made by."""
