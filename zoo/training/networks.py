"""The net of a run: a component's model behind its preprocessing, trained on images that are augmented in the graph."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import keras
import numpy as np

from zoo.experiments.plugin_errors import combination
from zoo.training.feed import IMAGES
from zoo.training.rng import seed_of, stream

if TYPE_CHECKING:
    from zoo.plugin.components import Model
    from zoo.training.augmentation.chain import Chain
    from zoo.training.prepare import Part

    Shape = tuple[int, int, int]

ADAPT_SAMPLE = 2048


@keras.saving.register_keras_serializable(package="zoo")
class Preprocess(keras.layers.Layer):
    """Images in [0, 255], uint8 or float (B, H, W, C), to float32 in [0, 1] at the size and depth that a model needs.

    Args:
        size: (H, W) to resize to, bilinear, or None to leave it.
        repeat: how often the only channel is repeated.
    """

    def __init__(self, size: tuple[int, int] | None = None, repeat: int = 1, **named: Any) -> None:
        super().__init__(**{"trainable": False, **named})
        self.size, self.repeat = size, repeat

    def call(self, images: Any) -> Any:
        images = keras.ops.cast(images, "float32")
        if self.size is not None:
            images = keras.ops.image.resize(images, self.size, interpolation="bilinear")
        if self.repeat > 1:
            images = keras.ops.repeat(images, self.repeat, axis=-1)
        return images / 255.0

    def compute_output_shape(self, input_shape: tuple[Any, ...]) -> tuple[Any, ...]:
        return (input_shape[0], *(self.size or input_shape[1:3]), input_shape[3] * self.repeat)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "size": self.size, "repeat": self.repeat}


@keras.saving.register_keras_serializable(package="zoo")
class Net(keras.Model):
    """A functional model: images in [0, 255] (B, H, W, C) to float32 logits (B, classes).

    It is what a callback gets as `self.model`: it predicts, evaluates and is saved on images alone. In training, a
    batch holds the augmenters' draws beside the images, and the images are changed with them first.
    """

    chain: Chain | None = None
    scale: float = 1.0
    """The factor of the height and width of the images that it is trained on."""

    @property
    def preprocess(self) -> Any:
        return self.get_layer("zoo_preprocess")

    @property
    def inner(self) -> keras.Model:
        """The model that a component built."""
        return self.layers[2]  # behind the images and `preprocess`

    def augmented(self, inputs: dict[str, Any]) -> Any:
        """Returns a batch's images as its draws change them."""
        draws = {name: values for name, values in inputs.items() if name != IMAGES}
        return self.chain.apply(inputs[IMAGES], draws) if self.chain else inputs[IMAGES]

    def call(self, inputs: Any, training: bool | None = None, mask: Any = None) -> Any:
        if not training or self.scale == 1:
            return super().call(inputs, training=training, mask=mask)
        images = self.preprocess(inputs)
        size = [round(side * self.scale) for side in images.shape[1:3]]
        images = keras.ops.image.resize(images, size, interpolation="bilinear", antialias=True)
        # A model of layers refuses, in `__call__`, another size than the one that it was built for.
        inner = self.inner.call if getattr(self.inner, "outputs", None) else self.inner
        return keras.ops.cast(inner(images, training=True), "float32")

    def train_step(self, data: Any) -> Any:
        inputs, *rest = data
        return super().train_step((self.augmented(inputs) if isinstance(inputs, dict) else inputs, *rest))


def model_shape(model: Model, image_shape: Shape, parts: Mapping[str, str]) -> Shape:
    """Returns the (H, W, C) that a model gets for images of a shape: resized up to its smallest side, the aspect kept,
    and grey repeated to three channels where it needs them.

    Args:
        parts: kind to expression, for the message.

    Raises:
        UsageError: the model needs another number of channels.
    """
    height, width, channels = image_shape
    scale = max(1.0, model.min_size / min(height, width))
    if model.channels not in (None, channels, 3 if channels == 1 else None):
        raise combination(parts, f"the model takes images of {model.channels} channels, these have {channels}.")
    return max(height, round(height * scale)), max(width, round(width * scale)), model.channels or channels


def shape_notes(shape: Shape, image_shape: Shape) -> list[str]:
    """Returns what is done to images so that the model can take them, for the record."""
    notes = []
    if shape[:2] != image_shape[:2]:
        notes.append(f"images are resized from {image_shape[0]}x{image_shape[1]} to {shape[0]}x{shape[1]}, bilinear")
    if shape[2] != image_shape[2]:
        notes.append("grey is repeated to three channels")
    return notes


def build_model(component: Model, values: Mapping[str, Any], shape: Shape, num_classes: int, seed: int) -> keras.Model:
    """Builds a component's model; what its initialisers draw depends on `seed` alone."""
    keras.utils.set_random_seed(seed)
    return component.call("build", values, shape, num_classes)


def wrap(model: keras.Model, shape: Shape, image_shape: Shape, *, to_float32: bool = False) -> Net:
    """Puts the preprocessing before a model, and behind one of another precision what makes its logits float32."""
    size = shape[:2] if shape[:2] != tuple(image_shape[:2]) else None
    inputs = keras.Input(image_shape, dtype="float32", name="zoo_images")
    preprocess = Preprocess(size, shape[2] // image_shape[2], name="zoo_preprocess")
    logits = model(preprocess(inputs))
    if to_float32:
        logits = keras.layers.Activation("linear", dtype="float32", name="zoo_float32")(logits)
    return Net(inputs, logits, name="zoo_net")


def seed_dropout(net: keras.Model, seed: int) -> None:
    """Gives every seed generator its start, in the order of the layers, and resets the global one."""
    keras.utils.set_random_seed(seed_of(seed, "dropout"))
    weights = {id(variable) for variable in net.weights}
    starts = stream(seed, "dropout")
    for variable in net.variables:
        if id(variable) not in weights:
            variable.assign(np.array([starts.integers(2**31), 0], dtype="uint32"))


def tensors(arrays: Mapping[str, np.ndarray]) -> dict[str, Any]:
    """Returns a batch's arrays as the training graph gets them."""
    return {name: keras.ops.convert_to_tensor(values) for name, values in arrays.items()}


def sample(net: Net, part: Part, rng: np.random.Generator) -> np.ndarray:
    """Returns at most 2,048 training images as the model gets them, float32 in [0, 1]."""
    positions = np.sort(rng.permutation(len(part))[:ADAPT_SAMPLE])
    return keras.ops.convert_to_numpy(net.preprocess(part.images[part.indices[positions]]))
