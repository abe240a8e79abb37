"""The hooks of events: which plugins hear of a sweep's runs, and the process that calls them."""
