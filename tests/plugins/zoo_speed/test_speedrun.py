"""`speedrun` plans Muon on one cycle that ends with training."""

from __future__ import annotations

import pytest

from zoo_speed.speedrun import SPEEDRUN


def planned(steps=10, **given):
    return SPEEDRUN.call("plan", SPEEDRUN.resolve(given), steps)


def test_the_learning_rate_falls_to_zero_at_the_last_step():
    schedule = planned(epochs=3, learning_rate=0.2).optimizer._learning_rate
    assert [float(schedule(step)) for step in (0, 15, 30)] == pytest.approx([0.2, 0.1, 0.0])


def test_rates_of_head_and_biases_are_given_as_rates():
    optimizer = planned(learning_rate=0.2, head_lr=0.02, bias_lr=0.05).optimizer
    assert optimizer.head_lr_ratio * 0.2 == pytest.approx(0.02)
    assert optimizer.bias_lr_ratio * 0.2 == pytest.approx(0.05)


def test_nesterovs_rates_are_of_the_summed_loss():
    optimizer = planned(learning_rate=0.2, rest="nesterov", batch_size=100, first_bias_epochs=3).optimizer
    assert optimizer.head_lr_ratio * 0.2 == pytest.approx(67)
    assert optimizer.bias_lr_ratio * 0.2 == pytest.approx(5.3)
    assert (optimizer.rest_momentum, optimizer.first_bias_steps) == (0.85, 30)
    assert planned(rest="nesterov", head_lr=0.5).optimizer.head_lr_ratio * 0.12 == pytest.approx(250)


def test_every_trick_can_be_left_out():
    plan = planned(muon=False, ema=0.9, label_smoothing=0, test_time="none", warmup=0.5)
    assert not plan.optimizer.orthogonalize
    assert plan.optimizer.use_ema
    assert plan.optimizer.ema_momentum == 0.9
    assert plan.loss.label_smoothing == 0
    assert plan.test_views == ()
    assert not planned().optimizer.use_ema


def test_it_smooths_labels_and_tests_with_a_flip():
    plan = planned()
    assert plan.loss.label_smoothing == 0.2
    assert [weight for weight, _ in plan.test_views] == [0.5]
