"""A chain inside a graph: one for every batch size, and under `fit` with a partial last batch."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf
from chains import BLEND, MIRROR, MOVE, SHAPE, SLIDE, applied, chain, typed
from keras import ops


@pytest.mark.parametrize("parts", [(), (MOVE, MIRROR), ((MOVE, "constant"), SLIDE), (BLEND, MOVE)], ids=typed)
def test_one_graph_serves_every_batch_size(images, parts):
    made = chain(*parts)
    signature = {name: tf.TensorSpec((None, *spec.shape), spec.dtype) for name, spec in made.spec.items()}
    traced = tf.function(made.apply, input_signature=[tf.TensorSpec((None, *SHAPE), "uint8"), signature])
    assert traced.get_concrete_function().output_shapes.as_list() == [None, *SHAPE]
    for size in (10, 3, 1):
        draws = made.draw(np.arange(size), 0, 0)
        tensors = {name: tf.constant(array) for name, array in draws.items()}
        result = traced(tf.constant(images[:size]), tensors).numpy()
        np.testing.assert_allclose(result, applied(made, images[:size], draws), atol=1e-3)


class Augmented(keras.layers.Layer):
    def __init__(self, chain):
        super().__init__(trainable=False)
        self.chain = chain

    def call(self, inputs):
        draws = {name: array for name, array in inputs.items() if name != "image"}
        return self.chain.apply(inputs["image"], draws)


class Feed(keras.utils.PyDataset):
    """Batches of four, the last one of two, with this epoch's draws."""

    def __init__(self, chain, images, one_hot):
        super().__init__()
        self.chain, self.images, self.one_hot, self.epoch = chain, images, one_hot, 0

    def __len__(self):
        return -(-len(self.images) // 4)

    def __getitem__(self, batch):
        indices = np.arange(len(self.images))[4 * batch : 4 * batch + 4]
        draws = self.chain.draw(indices, self.epoch, batch)
        return {"image": self.images[indices], **draws}, self.chain.mix_labels(self.one_hot[indices], draws)


@pytest.mark.parametrize("parts", [(MOVE, MIRROR), (SLIDE, BLEND, MOVE)], ids=typed)
def test_under_fit_the_losses_are_right(images, parts):
    made, one_hot = chain(*parts), np.eye(5, dtype=np.float32)[np.arange(10) % 5]
    keras.utils.set_random_seed(0)
    inputs = {name: keras.Input(spec.shape, dtype=spec.dtype, name=name) for name, spec in made.spec.items()}
    inputs["image"] = keras.Input(SHAPE, dtype="uint8", name="image")
    head = keras.Sequential([keras.layers.Rescaling(1 / 255), keras.layers.Flatten(), keras.layers.Dense(5)])
    model = keras.Model(inputs, head(Augmented(made)(inputs)))
    loss = keras.losses.CategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(0.0), loss)  # a rate of zero: every batch meets the same weights
    feed = Feed(made, images, one_hot)
    history = model.fit(feed, epochs=1, verbose=0, shuffle=False)
    losses = []
    for batch in range(len(feed)):
        inputs, labels = feed[batch]
        logits = head(made.apply(ops.convert_to_tensor(inputs.pop("image")), inputs))
        losses += [float(loss(labels[i : i + 1], logits[i : i + 1])) for i in range(len(labels))]
    assert len(losses) == 10
    assert history.history["loss"] == [pytest.approx(np.mean(losses), rel=1e-5)]
