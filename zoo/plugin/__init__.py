"""The contract with plugins, and how plugins get in: what a component is, where it is found, loaded and named."""
