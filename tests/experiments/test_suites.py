"""Suites: their words, what runs share, and what is refused."""

from __future__ import annotations

import re
from typing import Any

import pytest

from zoo.errors import UsageError
from zoo.experiments import suites


def test_a_suite_of_one_run() -> None:
    suite = suites.read("small", {"summary": "a\nsmall one", "dataset": "dots", "model": "net", "validation": None})
    assert suite == suites.Suite(
        name="small", summary="a small one", runs=({"dataset": "dots", "model": "net", "validation": "none"},)
    )


def test_words_beside_runs_hold_for_each_and_a_runs_own_win() -> None:
    entry = {
        "model": "net",
        "seeds": 3,
        "epochs": 2,
        "runs": [{"dataset": ["dots", "lines"]}, {"dataset": "dots", "model": "deep", "seed": [4, 2]}],
    }
    suite = suites.read("both", entry)
    assert suite.runs == (
        {"dataset": "dots,lines", "model": "net", "seeds": "3", "epochs": "2"},
        {"dataset": "dots", "model": "deep", "seed": "4,2", "epochs": "2"},
    )


def test_values_are_read_as_they_would_be_typed() -> None:
    entry = {"dataset": "dots", "model": "net", "validation": 0.25, "limit": 100, "seed": 7}
    assert suites.read("typed", entry).runs[0] == {**entry, "validation": "0.25", "limit": "100", "seed": "7"}


SOUND: dict[str, Any] = {"dataset": "dots", "model": "net"}


@pytest.mark.parametrize(
    ("name", "entry", "reason"),
    [
        ("Big", SOUND, "Received: 'Big'"),
        ("big", None, "Expected a mapping. Received: None"),
        ("big", {**SOUND, "epoch": 3}, "Invalid word 'epoch' in the suite 'big'. Did you mean epochs?"),
        ("big", {**SOUND, "zzz": 3}, "Expected one of dataset, model, augmenter"),
        ("big", {"dataset": "dots"}, "has no `model`"),
        ("big", {**SOUND, "runs": []}, "Expected a list of mappings"),
        ("big", {**SOUND, "runs": {"dataset": "lines"}}, "Expected a list of mappings"),
        ("big", {**SOUND, "seeds": 2, "seed": 1}, "exclude each other"),
        ("big", {**SOUND, "epochs": True}, "'true' is not an integer"),
        ("big", {**SOUND, "validation": 2}, "'2' is not a fraction"),
        ("big", {**SOUND, "augmenter": {"move": 1}}, "Expected text, a number or a list"),
        ("big", {**SOUND, "augmenter": []}, "Expected text, a number or a list"),
    ],
)
def test_what_is_wrong_is_said(name: str, entry: Any, reason: str) -> None:
    with pytest.raises(ValueError, match=re.escape(reason)):
        suites.read(name, entry)


def test_an_expression_that_cannot_be_read() -> None:
    with pytest.raises(UsageError, match="cannot be a name"):
        suites.read("big", {**SOUND, "augmenter": "A b"})


def test_seeds_in_one_form_hide_the_other() -> None:
    assert suites.over({"seeds": "3", "epochs": "2"}, {"seed": "4"}) == {"seed": "4", "epochs": "2"}
    assert suites.over({"seed": "4"}, {"epochs": "2"}) == {"seed": "4", "epochs": "2"}
