"""Strict YAML: what is refused, and which words stay text."""

from __future__ import annotations

import pytest
import yaml

from zoo.experiments import strict_yaml


@pytest.mark.parametrize(
    "text",
    [
        "010",
        "0x10",
        "1_000",
        "1:30",
        "no",
        "yes",
        "on",
        "Off",
        "False",
        "2001-01-01",
        "1e-3",
        ".inf",
        "<<",
        "=",
        "1.0.0",
    ],
)
def test_plain_words_stay_the_text_that_they_are(text: str) -> None:
    assert strict_yaml.load(f"value: {text}") == {"value": text}


@pytest.mark.parametrize(
    ("text", "value"),
    [("3", 3), ("-3", -3), ("0", 0), ("0.10", 0.1), ("1.5e-3", 0.0015), ("true", True), ("null", None), ("", None)],
)
def test_numbers_truth_and_nothing_are_meant(text: str, value: object) -> None:
    assert strict_yaml.load(f"value: {text}") == {"value": value}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a: 1\nb: 2\na: 3", "the key 'a' stands twice"),
        ("a: {b: 1, 'b': 2}", "the key 'b' stands twice"),
        ("1: a\n1.0: b", "a key stands twice"),
        ("a: &x [1]\nb: *x", "an alias"),
        ("a: &x {b: 1}\nc: {<<: *x}", "an alias"),
        ("a: &x [*x]", "an alias"),
        ("a: !!python/name:os.system x", "constructor"),
        ("[" * 2000, "nesting"),
    ],
)
def test_what_says_something_twice_or_hides_it_is_refused(text: str, reason: str) -> None:
    with pytest.raises(yaml.YAMLError, match=reason):
        strict_yaml.load(text)


def test_aliases_of_aliases_cost_nothing() -> None:
    lines = ["a0: &a0 [x,x,x,x,x,x,x,x,x]"]
    lines += [f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 40)]
    with pytest.raises(yaml.YAMLError, match="an alias"):
        strict_yaml.load("\n".join(lines))
