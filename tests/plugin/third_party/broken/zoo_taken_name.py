"""Broken in part: the zoo itself provides cnn6. The other model stays usable."""

import zoo


def build(input_shape, num_classes):
    import keras

    return keras.Sequential([keras.Input(input_shape), keras.layers.Flatten(), keras.layers.Dense(num_classes)])


@zoo.hookimpl
def zoo_models():
    return [
        zoo.Model(name="cnn6", summary="Somebody else's cnn6", build=build),
        zoo.Model(name="free-name", summary="A model whose name is free", build=build),
    ]
