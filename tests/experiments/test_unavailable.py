"""What cannot be run: not installed, or broken; and what to do about it."""

from __future__ import annotations

import pytest

from tests import strangers
from tests.execution import fake_registry
from zoo.errors import PluginError, UsageError
from zoo.experiments import registry, unavailable

EXPRESSIONS = {"dataset": "digits", "model": "mlp", "augmenter": "none", "recipe": "fast"}


def test_a_component_of_a_broken_plugin_is_no_reason_to_stop_looking(install):
    install("zoo-made", {"made": "zoo_made"}, zoo_made=strangers.IMPORT_ERROR)
    ((key, error),) = unavailable.unusable(registry.load(), {**EXPRESSIONS, "model": "mlp,wanted"})
    assert key == ("model", "wanted")
    assert isinstance(error, PluginError)
    assert list(unavailable.unusable(registry.load(), EXPRESSIONS)) == []


def test_a_name_that_nobody_knows_is_raised():
    words = {"dataset": "images", "model": "godo", "augmenter": "none", "recipe": "fast"}
    with pytest.raises(UsageError, match="There is no model 'godo'"):
        list(unavailable.unusable(fake_registry.registry(), words))


def made(**error):
    wrong = PluginError("It is broken.", **error)
    return unavailable.Unavailable(expressions=EXPRESSIONS, seeds=[0], error=wrong)


def test_a_reason_is_the_message_and_the_cause():
    assert made(cause="A bug.").reason == "It is broken. A bug."
    assert made().reason == "It is broken."


def test_the_remedy_is_one_command_for_all_packages_else_the_first_one():
    assert unavailable.remedy([made(hint="zoo plugins"), made(hint="other")]) == "zoo plugins"
    installed = [made(hint="zoo install a"), made(hint="zoo plugins"), made(hint="zoo install b")]
    assert unavailable.remedy(installed) == "zoo install a b"
