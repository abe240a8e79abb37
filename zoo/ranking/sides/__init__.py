"""Two runs or rows beside each other, image by image."""
