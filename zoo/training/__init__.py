"""Training: data, augmentation, the two models, evaluation and the worker. The only core folder that imports Keras."""
