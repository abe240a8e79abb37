"""The article's script, as one would write it today: float32 arrays, `fit` with validation data, then `evaluate`.

Source: Image Classification using Convolutional Neural Networks in Keras, learnopencv.com, 2017.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
import keras
import numpy as np
from keras.layers import Conv2D, Dense, Dropout, Flatten, MaxPooling2D

BATCH = 256


def read(paths: list[Path]) -> tuple[np.ndarray, np.ndarray]:
    """Returns images, float32 (N, 32, 32, 3) in [0, 1], and one-hot labels (N, 10)."""
    records = np.concatenate([np.fromfile(path, np.uint8).reshape(-1, 3073) for path in paths])
    images = records[:, 1:].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)
    return images.astype("float32") / 255, keras.utils.to_categorical(records[:, 0], 10)


def create_model() -> keras.Model:
    """Six convolutions and one fully connected layer."""
    model = keras.Sequential([keras.Input((32, 32, 3))])
    for filters in (32, 64, 64):
        model.add(Conv2D(filters, (3, 3), padding="same", activation="relu"))
        model.add(Conv2D(filters, (3, 3), activation="relu"))
        model.add(MaxPooling2D(pool_size=(2, 2)))
        model.add(Dropout(0.25))
    for layer in (Flatten(), Dense(512, activation="relu"), Dropout(0.5), Dense(10, activation="softmax")):
        model.add(layer)
    model.compile(optimizer="rmsprop", loss="categorical_crossentropy", metrics=["accuracy"])
    return model


def augmented(images: np.ndarray, labels: np.ndarray, seed: int | None = None) -> Any:
    """Returns the article's generator over arrays: shifts of a tenth and horizontal flips."""
    from tensorflow.keras.preprocessing.image import ImageDataGenerator

    generator = ImageDataGenerator(width_shift_range=0.1, height_shift_range=0.1, horizontal_flip=True)
    return generator.flow(images, labels, batch_size=BATCH, seed=seed)


class Record(keras.callbacks.Callback):
    """Writes the figures of every epoch so far, so that what was cut off is not lost."""

    def __init__(self, path: Path | None) -> None:
        super().__init__()
        self.path = path
        self.epochs: list[dict[str, float]] = []

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        self.epochs.append({name: float(value) for name, value in (logs or {}).items()})
        if self.path is not None:
            self.path.write_text(json.dumps(self.epochs, indent=1) + "\n")


@click.command(help=__doc__)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--augment", is_flag=True, help="The article's second model: ImageDataGenerator.")
@click.option("--epochs", default=1, show_default=True)
@click.option("--steps", type=int, help="Steps per epoch, instead of the whole of the data.")
@click.option("--seed", type=int, help="Seeds everything; none: as the article, unseeded.")
@click.option("--threads", type=int, help="TensorFlow's intra-op threads.")
@click.option("--record", type=click.Path(path_type=Path), help="Where the figures of each epoch are written, as JSON.")
def main(
    folder: Path,
    augment: bool,
    epochs: int,
    steps: int | None,
    seed: int | None,
    threads: int | None,
    record: Path | None,
) -> None:
    """Trains and evaluates on CIFAR-10's binary files in FOLDER."""
    import tensorflow as tf

    if threads:
        tf.config.threading.set_intra_op_parallelism_threads(threads)
    if seed is not None:
        keras.utils.set_random_seed(seed)
    train, labels = read(sorted(folder.glob("data_batch_*.bin")))
    test = read([folder / "test_batch.bin"])
    model = create_model()
    data: dict[str, Any] = {"x": train, "y": labels, "batch_size": BATCH}
    if augment:
        data = {"x": augmented(train, labels, seed)}
    callbacks = [Record(record)]
    model.fit(**data, epochs=epochs, steps_per_epoch=steps, validation_data=test, callbacks=callbacks, verbose=0)
    model.evaluate(*test, verbose=0)


if __name__ == "__main__":
    main()
