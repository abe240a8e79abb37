"""Tests of who is named when a component fails."""

from __future__ import annotations

import pytest

from zoo.errors import DataError, PluginError, StoreError, UsageError
from zoo.experiments.plugin_errors import blamed
from zoo.files import atomic_write


def test_names_plugin_component_and_reason(registry, capfd):
    with pytest.raises(PluginError) as caught, blamed(registry, "model", "tiny", "was built"):
        raise KeyError("width")
    assert caught.value.message == "The model 'tiny' of zoo-tests[shelf] failed while it was built."
    assert caught.value.cause == "KeyError: 'width'"
    assert isinstance(caught.value.__cause__, KeyError)
    assert capfd.readouterr() == ("", ""), "the light process runs plugins' code too, and a terminal is no log"


def test_a_zoo_error_passes(registry):
    with pytest.raises(DataError, match="gone"), blamed(registry, "dataset", "bars", "loaded"):
        raise DataError("gone")


def test_a_file_that_a_plugin_finds_amiss_is_its_own(registry, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(PluginError) as caught, blamed(registry, "model", "tiny", "was adapted"):
        raise StoreError("It cannot be read.", cause="No idea.")
    assert caught.value.cause == "It cannot be read. No idea."
    with pytest.raises(StoreError, match="cannot be written"), blamed(registry, "dataset", "bars", "loaded"):
        atomic_write(tmp_path / "file" / "x", "y")


def test_an_exit_does_not_end_the_worker(registry):
    with pytest.raises(PluginError), blamed(registry, "dataset", "bars", "loaded"):
        raise SystemExit(3)


def test_a_shape_that_does_not_fit_is_usage(registry):
    parts = {"model": "tiny", "dataset": "bars:height=2"}
    said = "model 'tiny' cannot take dataset 'bars:height=2'"
    with (
        pytest.raises(UsageError, match=said) as caught,
        blamed(registry, "model", "tiny", "was built", refused=parts),
    ):
        raise ValueError("negative dimension")
    assert caught.value.hint == "zoo show tiny"
