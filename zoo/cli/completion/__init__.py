"""What a shell offers where one presses Tab: commands, options, names, parameters, runs; no plugin is loaded."""
