"""Which of the plugins are loaded: what they answer to, and names that mean none."""

from __future__ import annotations

import pytest

from zoo.errors import UsageError
from zoo.plugin import choice
from zoo.plugin.discovery import Found, Provider

A, B = (Found(Provider(name, "1.0", f"{name}[x]")) for name in ("zoo-a", "zoo-b"))


@pytest.mark.parametrize("name", ["zoo-a", "Zoo_A", "zoo-a[x]"])
def test_a_plugin_answers_to_its_distribution_and_its_identity(name: str) -> None:
    assert choice.select([A, B], only=None, disabled=[name]) == [B]
    assert choice.select([A, B], only=[name], disabled=[]) == [A]


def test_a_plugin_answers_to_its_entry_point() -> None:
    assert choice.select([A, B], only=None, disabled=["x"]) == []


def test_only_none_is_no_plugin() -> None:
    assert choice.select([A, B], only=[], disabled=[]) == []


def test_a_name_that_means_no_plugin_is_an_error() -> None:
    with pytest.raises(UsageError, match="--no-plugin names 'zoo-aa'") as caught:
        choice.select([A, B], only=None, disabled=["zoo-aa"])
    assert "zoo-a" in str(caught.value.cause)
    with pytest.raises(UsageError, match="ZOO_PLUGINS names 'other'") as caught:
        choice.select([A, B], only=["other"], disabled=[])
    assert caught.value.hint == "unset ZOO_PLUGINS"
