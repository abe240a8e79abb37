"""Tables and the notes below them, written in every form."""
