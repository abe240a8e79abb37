"""The contract of an augmenter: draws as declared, and a pure function of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from zoo.errors import PluginError
from zoo.plugin.components import Augmenter
from zoo.testing import check_component


def _augmenter(draw: Callable[..., Any], apply: Callable[..., Any] = lambda images, draws: images) -> Augmenter:
    return Augmenter(name="made", summary="made in a test", draws={"x": ()}, draw=draw, apply=apply)


def test_an_augmenter_that_keeps_the_contract() -> None:
    check_component(_augmenter(lambda rng, context: {"x": rng.random(context.batch_size)}))


@pytest.mark.parametrize(
    "draw",
    [
        lambda rng, context: {"x": rng.random()},
        lambda rng, context: {"x": rng.random((1, 2))},
        lambda rng, context: {"x": rng.random(3)},
        lambda rng, context: {"y": rng.random(context.batch_size)},
    ],
    ids=["scalar", "(1, 2)", "one batch size", "undeclared"],
)
def test_draws_that_are_not_as_declared(draw: Callable[..., Any]) -> None:
    with pytest.raises(PluginError, match="made"):
        check_component(_augmenter(draw))


def test_an_apply_that_is_not_pure() -> None:
    rng = np.random.default_rng(0)

    def apply(images: Any, draws: Any) -> Any:
        return images + float(rng.random())

    with pytest.raises(AssertionError, match="pure"):
        check_component(_augmenter(lambda rng, context: {"x": rng.random(context.batch_size)}, apply))


def _reverse(one_hot: np.ndarray, draws: Any) -> np.ndarray:
    one_hot[:] = one_hot[:, ::-1].copy()
    return one_hot


@pytest.mark.parametrize(
    ("apply", "message"),
    [
        (lambda images, draws: images / 0.0, "finite pixels"),
        (lambda images, draws: images + 0 * draws["x"].__iadd__(1).sum(), "the draws to be left as they were"),
    ],
    ids=["infinite", "draws"],
)
def test_an_apply_that_harms(apply: Callable[..., Any], message: str) -> None:
    with pytest.raises(AssertionError, match=message):
        check_component(_augmenter(lambda rng, context: {"x": rng.random(context.batch_size)}, apply))


@pytest.mark.parametrize(
    ("mix_labels", "message"),
    [
        (lambda one_hot, draws: 2 * one_hot, "rows sum to 1"),
        (lambda one_hot, draws: 2 * one_hot - 1 / one_hot.shape[1], "at least 0"),
        (_reverse, "changed its input"),
    ],
    ids=["sum", "negative", "in place"],
)
def test_labels_that_are_no_shares(mix_labels: Callable[..., Any], message: str) -> None:
    made = _augmenter(lambda rng, context: {"x": rng.random(context.batch_size)})
    with pytest.raises(AssertionError, match=message):
        check_component(replace(made, mix_labels=mix_labels))
