"""What a shell offers where one presses Tab: commands, options, names, parameters, runs; no plugin is loaded."""

COMPLETED = "_ZOO_COMPLETE"
"""The variable that is set where a shell asks what can be typed, to `bash_complete`."""
