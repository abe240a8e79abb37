"""The record holder's recipe for CIFAR-10, airbench94_muon, in plain Keras: what it reaches in 8 epochs on given files.

Source: Keller Jordan's repository cifar10-airbench, airbench94_muon.py: 94.01% on the published images with the six
views (mean of 200 runs there). The convolutions compute in float32 or bfloat16, there in float16.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path

import click
import keras
import numpy as np
import tensorflow as tf
from keras import layers

from benchmarks.article import read

MEAN, STD = (0.4914, 0.4822, 0.4465), (0.2470, 0.2435, 0.2616)
WIDTHS, BATCH, EPOCHS, WHITEN_EPOCHS = (64, 256, 256), 2000, 8, 3
BIAS_LR, HEAD_LR, MUON_LR, DECAY = 0.053, 0.67, 0.24, 2e-6 * BATCH
SGD_MOMENTUM, MUON_MOMENTUM = 0.85, 0.6


class Network:
    """The network, with its variables in the groups that are trained apart."""

    def __init__(self, rng: np.random.Generator) -> None:
        image = keras.Input((32, 32, 3))
        x = layers.Conv2D(24, 2, name="whiten")(image)
        x = layers.Activation("gelu")(x)
        for width in WIDTHS:
            for pool in (True, False):
                x = layers.Conv2D(width, 3, padding="same", use_bias=False)(x)
                x = layers.MaxPooling2D(2)(x) if pool else x
                x = layers.BatchNormalization(momentum=0.6, epsilon=1e-12, scale=False)(x)
                x = layers.Activation("gelu")(x)
        x = layers.Flatten()(layers.MaxPooling2D(3)(x))
        x = layers.Dense(10, use_bias=False, dtype="float32")(x)
        self.model = keras.Model(image, layers.Rescaling(1 / WIDTHS[-1], dtype="float32")(x))
        variables = self.model.trainable_variables
        self.whitening, self.whiten_bias, self.head = variables[0], variables[1], variables[-1]
        self.kernels = [each for each in variables[2:-1] if len(each.shape) == 4]
        self.biases = [each for each in variables[2:-1] if len(each.shape) == 1]
        self._initialize(rng)

    def _initialize(self, rng: np.random.Generator) -> None:
        for kernel in (self.whiten_bias, *self.kernels):
            fan_in = 12 if kernel is self.whiten_bias else math.prod(kernel.shape[:-1])
            values = rng.uniform(-1, 1, kernel.shape) / fan_in**0.5
            if len(kernel.shape) == 4:
                same = np.arange(min(kernel.shape[2:]))
                values[..., same] = 0
                values[1, 1, same, same] = 1
            kernel.assign(values)
        self.head.assign((head := rng.uniform(-1, 1, self.head.shape)) / head.std())

    def whiten(self, images: np.ndarray) -> None:
        """Sets the first kernel by the covariance of the 2x2 patches of normalized images."""
        windows = np.lib.stride_tricks.sliding_window_view(images, (2, 2), axis=(1, 2))
        patches = windows.transpose(0, 1, 2, 4, 5, 3).reshape(-1, 12)
        variances, vectors = np.linalg.eigh(patches.T @ patches / len(patches))
        filters = vectors / np.sqrt(variances + 5e-4)
        self.whitening.assign(np.concatenate([filters, -filters], axis=1).reshape(2, 2, 3, 24))


class Optimizer:
    """Muon for the kernels, Nesterov's momentum for the rest; each group's rate falls to zero in a straight line."""

    def __init__(self, network: Network, steps: int) -> None:
        self.network, self.steps = network, steps
        trained = [network.whiten_bias, *network.biases, network.head, *network.kernels]
        self.trained = [each.value for each in trained]
        self._momenta = [tf.Variable(tf.zeros_like(each)) for each in self.trained]

    def apply(self, gradients: list[tf.Tensor], step: tf.Tensor) -> None:
        left = 1 - step / self.steps
        whiten_left = tf.maximum(0.0, 1 - step / (self.steps * WHITEN_EPOCHS / EPOCHS))
        muon = len(self.trained) - len(self.network.kernels)
        for number, (variable, momentum, gradient) in enumerate(
            zip(self.trained, self._momenta, gradients, strict=True)
        ):
            if number >= muon:
                momentum.assign(MUON_MOMENTUM * momentum + gradient)
                self._turn(variable, gradient + MUON_MOMENTUM * momentum, MUON_LR * left)
                continue
            rate = HEAD_LR if number == muon - 1 else BIAS_LR
            gradient = gradient + DECAY / rate * variable
            momentum.assign(SGD_MOMENTUM * momentum + gradient)
            falling = whiten_left if number == 0 else left
            variable.assign_sub(rate * falling * (gradient + SGD_MOMENTUM * momentum))

    def _turn(self, kernel: tf.Variable, direction: tf.Tensor, rate: tf.Tensor) -> None:
        outputs = kernel.shape[-1]
        update = tf.reshape(_orthogonal(tf.transpose(tf.reshape(direction, (-1, outputs)))), (outputs, -1))
        length = outputs**0.5 / tf.norm(kernel)
        kernel.assign(kernel * length - rate * tf.reshape(tf.transpose(update), kernel.shape))


def _orthogonal(matrix: tf.Tensor) -> tf.Tensor:
    """Newton-Schulz iterations with the source's coefficients."""
    a, b, c = 3.4445, -4.7750, 2.0315
    x = matrix / (tf.norm(matrix) + 1e-7)
    tall = matrix.shape[0] > matrix.shape[1]
    x = tf.transpose(x) if tall else x
    for _ in range(3):
        square = tf.matmul(x, x, transpose_b=True)
        x = a * x + tf.matmul(b * square + c * tf.matmul(square, square), x)
    return tf.transpose(x) if tall else x


def augmented(images: np.ndarray, epoch: int, rng: np.random.Generator) -> np.ndarray:
    """Moves by up to two pixels of reflection, and mirrors all of what was mirrored by chance in every other epoch."""
    padded = np.pad(images, ((0, 0), (2, 2), (2, 2), (0, 0)), mode="reflect")
    moves = rng.integers(0, 5, (2, len(images), 1, 1))
    rows, columns = moves[0] + np.arange(32)[:, None], moves[1] + np.arange(32)
    moved = padded[np.arange(len(images))[:, None, None], rows, columns]
    return moved[:, :, ::-1] if epoch % 2 else moved


def six_views(images: np.ndarray) -> list[tuple[float, np.ndarray]]:
    """Returns the six views with their weights: the image, moved up and left, and down and right; each mirrored."""
    padded = np.pad(images, ((0, 0), (1, 1), (1, 1), (0, 0)), mode="reflect")
    seen = [(0.25, images), (0.125, padded[:, :32, :32]), (0.125, padded[:, 2:, 2:])]
    return [*seen, *((weight, view[:, :, ::-1]) for weight, view in seen)]


def normalized(images: np.ndarray) -> np.ndarray:
    """Returns images with the published mean and deviation of each channel taken out."""
    return (images - np.array(MEAN, np.float32)) / np.array(STD, np.float32)


def fit(
    network: Network, images: np.ndarray, labels: np.ndarray, rng: np.random.Generator, end: int | None = None
) -> Iterator[int]:
    """Trains, and yields the number of each epoch that is over; ends after `end` steps."""
    per_epoch = len(images) // BATCH
    optimizer = Optimizer(network, EPOCHS * per_epoch)
    loss = keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=0.2, reduction="sum")

    @tf.function
    def train(batch: tf.Tensor, classes: tf.Tensor, step: tf.Tensor) -> None:
        with tf.GradientTape() as tape:
            value = loss(classes, network.model(batch, training=True))
        optimizer.apply(tape.gradient(value, optimizer.trained), step)

    mirrored = rng.random(len(images)) < 0.5
    images = np.where(mirrored[:, None, None, None], images[:, :, ::-1], images)
    for epoch in range(EPOCHS):
        order = rng.permutation(len(images))
        for number in range(per_epoch):
            step = epoch * per_epoch + number
            if step == end:
                return
            chosen = order[number * BATCH : (number + 1) * BATCH]
            train(augmented(images[chosen], epoch, rng), labels[chosen], tf.constant(step, tf.float32))
        yield epoch + 1


def accuracy(network: Network, images: np.ndarray, labels: np.ndarray, *, views: bool) -> float:
    """Returns the share of images whose class is found; `views`: by the mean of the logits over the six views."""
    seen = six_views(images) if views else [(1.0, images)]
    logits = sum(weight * network.model.predict(view, batch_size=BATCH, verbose=0) for weight, view in seen)
    return float(np.mean(np.argmax(logits, 1) == np.argmax(labels, 1)))


@click.command(help=__doc__)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--seed", default=0, show_default=True)
@click.option("--precision", type=click.Choice(["float32", "bfloat16"]), default="float32", show_default=True)
@click.option("--steps", type=int, help="Ends after so many steps, for a try.")
@click.option("--record", type=click.Path(path_type=Path), help="Where the accuracies are written, as JSON.")
def main(folder: Path, seed: int, precision: str, steps: int | None, record: Path | None) -> None:
    """Trains on CIFAR-10's binary files in FOLDER, and prints the test accuracy after each epoch."""
    keras.config.set_dtype_policy("mixed_bfloat16" if precision == "bfloat16" else "float32")
    keras.utils.set_random_seed(seed)
    train, labels = read(sorted(folder.glob("data_batch_*.bin")))
    test, truth = read([folder / "test_batch.bin"])
    train, test = normalized(train), normalized(test)
    network = Network(np.random.default_rng(seed))
    network.whiten(train[:5000])
    found = []
    for epoch in fit(network, train, labels, np.random.default_rng(seed), steps):
        found.append(accuracy(network, test, truth, views=False))
        print(f"epoch {epoch}: {found[-1]:.2%}", flush=True)
    with_views = accuracy(network, test, truth, views=True)
    print(f"with its six views: {with_views:.2%}")
    if record is not None:
        record.write_text(json.dumps({"epochs": found, "views": with_views}) + "\n")


if __name__ == "__main__":
    main()
