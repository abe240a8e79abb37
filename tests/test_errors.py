"""Errors: what they print, their exit statuses, and close names."""

from __future__ import annotations

import pytest

from zoo import errors
from zoo.errors import UsageError, ZooError, close_names, did_you_mean


def test_an_error_says_what_why_and_what_to_do() -> None:
    error = UsageError("There is no 'x'.", cause="Nobody made it.", hint="zoo list")
    assert error.render() == "Error: There is no 'x'.\nCause: Nobody made it.\nTry: zoo list"
    assert str(error) == "There is no 'x'."


def test_cause_and_hint_may_be_missing() -> None:
    assert ZooError("It broke.").render() == "Error: It broke."


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("ZooError", 1),
        ("RunFailed", 1),
        ("UsageError", 2),
        ("PluginError", 3),
        ("DataError", 4),
        ("StoreError", 5),
        ("LeaseLost", 5),
        ("FolderLocked", 5),
    ],
)
def test_exit_statuses(name: str, status: int) -> None:
    assert getattr(errors, name).exit_status == status


def test_at_most_three_close_names_closest_first() -> None:
    known = ["cnn1", "cnn2", "cnn3", "cnn6", "other"]
    close = close_names("cnn66", known)
    assert close[0] == "cnn6"
    assert len(close) == 3
    assert close_names("zzz", known) == []


@pytest.mark.parametrize(
    ("known", "sentence"),
    [
        (["cnn6"], "Did you mean cnn6?"),
        (["cnn6", "cnn7x"], "Did you mean cnn6 or cnn7x?"),
        (["cnn6", "cnn7x", "cnn8xy"], "Did you mean cnn6, cnn7x or cnn8xy?"),
        (["zzz"], None),
        ([], None),
    ],
)
def test_did_you_mean(known: list[str], sentence: str | None) -> None:
    assert did_you_mean("cnn6", known) == sentence


def test_articles() -> None:
    assert [errors.with_article(noun) for noun in ("model", "augmenter")] == ["a model", "an augmenter"]
