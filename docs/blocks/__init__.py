"""The commands in the pages: each is run, and what is shown of it is what it prints."""
