"""`zoo show`: a component, a preset, a suite, a run, or a model layer by layer."""
