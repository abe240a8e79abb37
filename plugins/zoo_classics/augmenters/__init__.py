"""The augmenters: geometry as one matrix per image, colours and noise, and what mixes images and labels."""
