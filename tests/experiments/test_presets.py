"""Presets: what they stand for, how they take parameters, and the name that an expression has."""

from __future__ import annotations

from typing import Any

import pytest

from zoo.errors import UsageError
from zoo.experiments.presets import Presets
from zoo.plugin import expressions
from zoo.plugin.components import Augmenter


def _augmenter(name: str) -> Augmenter:
    def draw(rng: Any, context: Any, *, size: float = 0.1, whole: bool = True) -> dict[str, Any]:
        return {}

    return Augmenter(name=name, summary=name, draw=draw, apply=lambda images, draws: images)


EXPRESSIONS = {
    "both": "move+mirror",
    "far": "move:size=0.5",
    "farther": "far:whole=false",
    "nested": "both+far",
    "usual": "mirror:size=0.10",
    "endless": "endless-too",
    "endless-too": "move+endless",
}
PRESETS = Presets("augmenter", EXPRESSIONS, {name: _augmenter(name) for name in ("move", "mirror")})


@pytest.mark.parametrize(
    ("typed", "expanded"),
    [
        ("move", "move"),
        ("unknown:x=1", "unknown:x=1"),
        ("both", "move+mirror"),
        ("far", "move:size=0.5"),
        ("far:whole=false", "move:size=0.5:whole=false"),
        ("far:size=1", "move:size=1"),
        ("farther:size=1", "move:size=1:whole=false"),
        ("nested+mirror", "move+mirror+move:size=0.5+mirror"),
    ],
)
def test_a_preset_is_replaced_by_what_it_stands_for(typed: str, expanded: str) -> None:
    assert expressions.format_chain(PRESETS.expand(expressions.parse(typed)[0])) == expanded


def test_a_chain_takes_no_parameters() -> None:
    with pytest.raises(UsageError, match="'both' is a preset of several augmenters") as caught:
        PRESETS.expand(expressions.parse("both:size=1")[0])
    assert "move+mirror" in str(caught.value.cause)


def test_a_preset_that_stands_for_itself() -> None:
    with pytest.raises(UsageError, match="stands for itself") as caught:
        PRESETS.expand(expressions.parse("endless")[0])
    assert caught.value.cause == "endless -> endless-too -> endless."


@pytest.mark.parametrize(
    "presets",
    [
        {f"p{n}": f"p{n + 1}+p{n + 1}" for n in range(60)},  # 2 ** 60 links
        {f"p{n}": f"p{n + 1}" for n in range(5000)},  # deeper than Python's stack
        {"p0": "+".join(["move"] * 65)},
    ],
    ids=["doubling", "deep", "long"],
)
def test_a_preset_that_stands_for_too_much_is_refused_at_once(presets: dict[str, str]) -> None:
    with pytest.raises(UsageError, match=r"The preset 'p\d+' is too long") as caught:
        Presets("augmenter", presets, {}).expand(expressions.parse("p0")[0])
    assert "more than 64 augmenters" in str(caught.value.cause)


@pytest.mark.parametrize(
    ("expression", "label"),
    [
        ("move+mirror", "both"),
        ("move:size=0.1+mirror:whole=true", "both"),
        ("mirror+move", "mirror+move"),
        ("move:size=0.50", "far"),
        ("move:size=5e-1", "far"),
        ("move:whole=false:size=0.5", "farther"),
        ("mirror", "usual"),
        ("move:size=0.2", "move:size=0.2"),
        ("move+mirror,mirror", "move+mirror,mirror"),
        ("gone:x=1", "gone:x=1"),
    ],
)
def test_an_expression_has_the_name_of_the_preset_that_means_the_same(expression: str, label: str) -> None:
    sound = {name: text for name, text in EXPRESSIONS.items() if "endless" not in name}
    assert Presets("augmenter", sound, PRESETS.components).label(expression) == label
