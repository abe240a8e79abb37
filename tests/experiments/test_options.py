"""Options that are no expressions, read from text."""

from __future__ import annotations

from typing import Any

import pytest

from zoo.experiments import options


@pytest.mark.parametrize(
    ("word", "text", "value"),
    [
        ("seeds", "3", 3),
        ("epochs", "2147483647", 2147483647),
        ("seed", "0", (0,)),
        ("seed", "4,2,4", (4, 2, 4)),
        ("validation", "0.25", 0.25),
        ("validation", "None", None),
    ],
)
def test_what_is_read(word: str, text: str, value: Any) -> None:
    assert options.READERS[word](text) == value


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "true", "", "1e3", "2147483648", "³"])
def test_what_is_no_count(text: str) -> None:
    with pytest.raises(ValueError, match="integer from 1 to"):
        options.count(text)


def test_what_is_more_seeds_than_anybody_trains() -> None:
    assert options.READERS["seeds"]("10000") == 10_000
    with pytest.raises(ValueError, match="integer from 1 to 10000"):
        options.READERS["seeds"]("10001")


@pytest.mark.parametrize("text", ["-1", "4294967296", "1,", "a", "true"])
def test_what_is_no_seed(text: str) -> None:
    with pytest.raises(ValueError, match="integer from 0 to 4294967295"):
        options.seeds(text)


@pytest.mark.parametrize("text", ["0", "1", "nan", "inf", "some", "true", ""])
def test_what_is_no_fraction(text: str) -> None:
    with pytest.raises(ValueError, match="not a fraction between 0 and 1"):
        options.fraction(text)
