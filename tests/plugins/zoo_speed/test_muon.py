"""Muon turns the kernels of convolutions, and AdamW trains the rest."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from zoo_speed.muon import ConvolutionalMuon

RATE = 0.1


def stepped(optimizer, shapes, gradients=None):
    """Variables of shapes, before and after one step of the optimizer, and the gradients."""
    rng = np.random.default_rng(0)
    before = [rng.standard_normal(shape).astype(np.float32) for shape in shapes]
    variables = [keras.Variable(value, name=name) for name, value in zip(names(shapes), before, strict=True)]
    gradients = gradients or [rng.standard_normal(shape).astype(np.float32) for shape in shapes]
    optimizer.build(variables)
    optimizer.apply([keras.ops.convert_to_tensor(gradient) for gradient in gradients], variables)
    return before, [variable.numpy() for variable in variables], gradients


def names(shapes):
    return [f"{'kernel' if len(shape) > 1 else 'bias'}{place}" for place, shape in enumerate(shapes)]


def orthogonal(matrix):
    left, _, right = np.linalg.svd(matrix, full_matrices=False)
    return left @ right


def test_a_convolutions_update_is_orthogonal_a_row_per_output():
    optimizer = ConvolutionalMuon(RATE, normalize=False, ns_steps=10)
    before, after, gradients = stepped(optimizer, [(3, 3, 2, 4), (4, 5)])
    update = ((before[0] - after[0]) / RATE).reshape(-1, 4)
    # Muon's quintic iteration brings singular values near one, within 0.3, and leaves the directions alone.
    assert np.abs(np.linalg.svd(update)[1] - 1).max() < 0.35
    likeness = (update * orthogonal(gradients[0].reshape(-1, 4))).sum() / 4
    assert likeness == pytest.approx(np.linalg.svd(update)[1].mean(), abs=0.05)


def test_normalised_kernels_keep_their_norm():
    _, (kernel, *_), _ = stepped(ConvolutionalMuon(1e-9), [(3, 3, 2, 4), (4, 5)])
    assert np.linalg.norm(kernel) == pytest.approx(2.0, rel=1e-5)


def test_the_last_kernel_and_biases_are_adamws_at_their_own_rates():
    optimizer = ConvolutionalMuon(RATE, head_lr_ratio=0.5, bias_lr_ratio=0.25)
    before, after, gradients = stepped(optimizer, [(6, 4), (4,), (4, 3), (3,)])
    for place, rate in ((1, 0.25), (2, 0.5), (3, 0.25)):  # AdamW's first step is the sign of the gradient
        expected = before[place] - RATE * rate * np.sign(gradients[place])
        np.testing.assert_allclose(after[place], expected, atol=1e-4)


def test_without_orthogonalisation_adamw_trains_every_kernel():
    optimizer = ConvolutionalMuon(RATE, head_lr_ratio=0.5, orthogonalize=False)
    before, after, gradients = stepped(optimizer, [(3, 3, 2, 4), (4, 5)])
    np.testing.assert_allclose(after[0], before[0] - RATE * 0.5 * np.sign(gradients[0]), atol=1e-4)


def test_weight_decay_is_decoupled_and_spares_biases():
    optimizer = ConvolutionalMuon(RATE, weight_decay=0.5, normalize=False)
    shapes = [(6, 4), (4,), (4, 3)]
    before, after, _ = stepped(optimizer, shapes, [np.zeros(shape, np.float32) for shape in shapes])
    for place, kept in ((0, 1 - RATE * 0.5), (1, 1.0), (2, 1 - RATE * 0.5)):
        np.testing.assert_allclose(after[place], before[place] * kept, rtol=1e-5)


def test_sgd_with_nesterovs_momentum_may_train_the_rest():
    optimizer = ConvolutionalMuon(RATE, head_lr_ratio=0.5, bias_lr_ratio=0.25, rest_momentum=0.6)
    before, after, gradients = stepped(optimizer, [(6, 4), (4,), (4, 3)])
    for place, rate in ((1, 0.25), (2, 0.5)):
        np.testing.assert_allclose(after[place], before[place] - RATE * rate * 1.6 * gradients[place], rtol=1e-5)


def test_its_weight_decay_is_a_part_of_the_gradient_of_biases_too():
    optimizer = ConvolutionalMuon(RATE, weight_decay=0.5, rest_momentum=0.6, normalize=False)
    shapes = [(6, 4), (4,), (4, 3)]
    before, after, _ = stepped(optimizer, shapes, [np.zeros(shape, np.float32) for shape in shapes])
    for place, kept in ((0, 1 - RATE * 0.5), (1, 1 - RATE * 0.5 * 1.6), (2, 1 - RATE * 0.5 * 1.6)):
        np.testing.assert_allclose(after[place], before[place] * kept, rtol=1e-5)


@pytest.mark.parametrize("rest_momentum", [0.0, 0.5])
def test_the_first_bias_may_learn_for_some_steps_alone(rest_momentum):
    optimizer = ConvolutionalMuon(RATE, first_bias_steps=2, rest_momentum=rest_momentum)
    variables = [keras.Variable(np.ones(shape, np.float32), name="v") for shape in ((4,), (4, 4), (4,), (4, 2))]
    optimizer.build(variables)
    seen = []
    for _ in range(4):
        optimizer.apply([keras.ops.ones(variable.shape) for variable in variables], variables)
        seen.append([variable.numpy()[0].max() for variable in (variables[0], variables[2])])
    first, other = zip(*seen, strict=True)
    assert first[0] > first[1] == first[2] == first[3]
    assert other[0] > other[1] > other[2] > other[3]


def test_momentum_adds_the_gradients_before():
    optimizer = ConvolutionalMuon(RATE, normalize=False, momentum=0.5)
    variables = [
        keras.Variable(np.zeros((4, 4), np.float32), name="kernel"),
        keras.Variable(np.zeros((4, 2)), name="k"),
    ]
    optimizer.build(variables)
    gradient = np.eye(4, dtype=np.float32)
    for _ in range(2):
        optimizer.apply([keras.ops.convert_to_tensor(gradient), keras.ops.zeros((4, 2))], variables)
    np.testing.assert_allclose(optimizer.momentums[0].numpy(), 1.5 * gradient, rtol=1e-6)


def test_it_can_be_saved():
    optimizer = ConvolutionalMuon(RATE, head_lr_ratio=0.3, bias_lr_ratio=0.7, normalize=False, weight_decay=0.1)
    again = keras.optimizers.deserialize(keras.optimizers.serialize(optimizer))
    assert isinstance(again, ConvolutionalMuon)
    assert again.get_config() == optimizer.get_config()
