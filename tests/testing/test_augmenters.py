"""The checks of augmenters: what else they find than in the wrong ones of `wrong/`."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from zoo.plugin.components import Augmenter
from zoo.testing.framework import run


def _draw(rng: Any, context: Any) -> Any:
    return {"x": rng.random(context.batch_size)}


def _found(check: str, **named: Any) -> str:
    given = {"draw": _draw, "apply": lambda images, draws: images, "draws": {"x": ()}, **named}
    (found,) = run(Augmenter(name="made", summary="made in a test", **given), only=[check])
    assert found.status == "failed"
    assert found.remedy
    return found.found


@pytest.mark.parametrize(
    ("draw", "said"),
    [
        (lambda rng, context: {"x": rng.random((1, 2))}, "shape (1, 2)"),
        (lambda rng, context: {"x": rng.random(3)}, "shape (3,)"),
        (lambda rng, context: {"y": rng.random(context.batch_size)}, "['y']"),
        (lambda rng, context: None, "NoneType"),
    ],
    ids=["two axes", "one batch size", "undeclared", "nothing"],
)
def test_draws_that_are_not_as_declared(draw: Any, said: str) -> None:
    assert said in _found("draws", draw=draw)


@pytest.mark.parametrize(
    ("check", "apply", "said"),
    [
        ("pixels", lambda images, draws: images / 0.0, "NaN or infinity"),
        ("pixels", lambda images, draws: np.asarray(images).astype("float64"), "float64"),
        ("range", lambda images, draws: images + 10, "from 10 to 265"),
        ("pure", lambda images, draws: images + 0 * draws["x"].__iadd__(1).sum(), "other ['made_0_x']"),
    ],
    ids=["infinite", "float64", "too bright", "draws"],
)
def test_an_apply_that_harms(check: str, apply: Any, said: str) -> None:
    assert said in _found(check, apply=apply)


def _reverse(one_hot: np.ndarray, draws: Any) -> np.ndarray:
    one_hot[:] = one_hot[:, ::-1].copy()
    return one_hot


@pytest.mark.parametrize(
    ("mix_labels", "said"),
    [
        (lambda one_hot, draws: 2 * one_hot, "sum to 2"),
        (lambda one_hot, draws: 2 * one_hot - 1 / one_hot.shape[1], "of at least -0.5"),
        (lambda one_hot, draws: one_hot[:, :1], "(64, 1)"),
        (lambda one_hot, draws: one_hot[:, ::-1], "100% off"),
        (_reverse, "changed what it was given"),
    ],
    ids=["sum", "negative", "shape", "others", "in place"],
)
def test_labels_that_are_no_shares_of_the_pixels(mix_labels: Any, said: str) -> None:
    assert said in _found("labels", mix_labels=mix_labels)


def test_one_that_draws_nothing_is_sound() -> None:
    still = Augmenter(
        name="still", summary="as they are", draw=lambda rng, context: {}, apply=lambda images, draws: images
    )
    found = list(run(still))
    assert not [str(each) for each in found if each.status == "failed"]
    (cost,) = (each for each in found if each.check == "cost")
    assert "times a rotation" in cost.found
