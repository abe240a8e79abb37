"""The article's datasets, models, augmenters and recipes."""
