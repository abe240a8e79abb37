"""Two published MNIST scripts in plain Keras, as one would write them today: the article's perceptron, Keras' own CNN.

Sources: Image Classification using Feedforward Neural Network in Keras, learnopencv.com, 2017; Keras 2,
examples/mnist_cnn.py, which "gets to 99.25% test accuracy after 12 epochs".
"""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import click
import keras
import numpy as np
from keras.layers import Conv2D, Dense, Dropout, Flatten, MaxPooling2D


def read(folder: Path, part: str, limit: int | None) -> tuple[np.ndarray, np.ndarray]:
    """Returns the first images of `train` or `t10k`, float32 (N, 28, 28, 1) in [0, 1], and one-hot labels (N, 10)."""
    images = gzip.decompress((folder / f"{part}-images-idx3-ubyte.gz").read_bytes())
    labels = gzip.decompress((folder / f"{part}-labels-idx1-ubyte.gz").read_bytes())
    pixels = np.frombuffer(images, np.uint8, offset=16).reshape(-1, 28, 28, 1)[:limit]
    digits = np.frombuffer(labels, np.uint8, offset=8)[:limit]
    return pixels.astype("float32") / 255, keras.utils.to_categorical(digits, 10)


def perceptron() -> tuple[keras.Model, int]:
    """Returns the article's network, compiled as there, and its batch size."""
    model = keras.Sequential([keras.Input((28, 28, 1)), Flatten()])
    for _ in range(2):
        model.add(Dense(512, activation="relu"))
        model.add(Dropout(0.5))
    model.add(Dense(10, activation="softmax"))
    model.compile(optimizer="rmsprop", loss="categorical_crossentropy", metrics=["accuracy"])
    return model, 256


def convnet() -> tuple[keras.Model, int]:
    """Returns the network of Keras' example, compiled as there, and its batch size."""
    model = keras.Sequential([keras.Input((28, 28, 1))])
    for layer in (Conv2D(32, 3, activation="relu"), Conv2D(64, 3, activation="relu"), MaxPooling2D(), Dropout(0.25)):
        model.add(layer)
    for layer in (Flatten(), Dense(128, activation="relu"), Dropout(0.5), Dense(10, activation="softmax")):
        model.add(layer)
    # Keras 2's Adadelta had a learning rate of 1.0; today it is 0.001, and as it stands the script would not get far.
    model.compile(keras.optimizers.Adadelta(1.0, rho=0.95), loss="categorical_crossentropy", metrics=["accuracy"])
    return model, 128


SCRIPTS = {"mlp": (perceptron, 20), "cnn": (convnet, 12)}


@click.command(help=__doc__)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--model", "name", type=click.Choice(list(SCRIPTS)), required=True)
@click.option("--epochs", type=int, help="Instead of the script's own.")
@click.option("--limit", type=int, help="Use so many images of each part.")
@click.option("--seed", type=int, help="Seeds everything; none: as published, unseeded.")
def main(folder: Path, name: str, epochs: int | None, limit: int | None, seed: int | None) -> None:
    """Trains on the IDX archives in FOLDER, and prints the test accuracy as JSON."""
    if seed is not None:
        keras.utils.set_random_seed(seed)
    images, labels = read(folder, "train", limit)
    test = read(folder, "t10k", limit)
    script, usual = SCRIPTS[name]
    model, batch = script()
    model.fit(images, labels, batch_size=batch, epochs=epochs or usual, validation_data=test, verbose=0)
    print(json.dumps({"test_accuracy": float(model.evaluate(*test, verbose=0)[1])}))


if __name__ == "__main__":
    main()
