"""The article's script, as one would write it today: float32 arrays, `fit` with validation data, then `evaluate`.

Source: Image Classification using Convolutional Neural Networks in Keras, learnopencv.com, 2017.
"""

from __future__ import annotations

import sys
from pathlib import Path

import keras
import numpy as np
from keras.layers import Conv2D, Dense, Dropout, Flatten, MaxPooling2D

STEPS = 30


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
    return model


def main(folder: Path) -> None:
    """Trains for one epoch, cut to `STEPS` steps, and evaluates."""
    train, labels = read(sorted(folder.glob("data_batch_*.bin")))
    test = read([folder / "test_batch.bin"])
    model = create_model()
    model.compile(optimizer="rmsprop", loss="categorical_crossentropy", metrics=["accuracy"])
    model.fit(train, labels, batch_size=256, epochs=1, steps_per_epoch=STEPS, verbose=0, validation_data=test)
    model.evaluate(*test, verbose=0)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
