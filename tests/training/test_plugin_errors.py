"""Tests of who is named when a component fails."""

from __future__ import annotations

import asyncio

import pytest

from zoo.errors import DataError, PluginError, StoreError, UsageError
from zoo.experiments.plugin_errors import blamed
from zoo.files import atomic_write


def test_names_plugin_component_and_reason(registry, capfd):
    with pytest.raises(PluginError) as caught, blamed(registry, "model", "tiny", "was built"):
        raise KeyError("width")
    assert caught.value.message == "The model 'tiny' of zoo-tests[shelf] failed while it was built."
    assert caught.value.cause == "KeyError: 'width'"
    assert caught.value.hint == "zoo check tiny"
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


@pytest.mark.parametrize("error", [asyncio.CancelledError("x"), SystemExit(0), GeneratorExit(), StopIteration("x")])
def test_what_python_keeps_for_itself_is_the_plugins_error_too(registry, error):
    with pytest.raises(PluginError) as caught, blamed(registry, "dataset", "bars", "loaded"):
        raise error
    assert caught.value.cause.startswith(type(error).__name__)


def test_an_interrupt_is_the_users(registry):
    with pytest.raises(KeyboardInterrupt), blamed(registry, "dataset", "bars", "loaded"):
        raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"augmenters": ["nan-images"]}, "The augmenter 'nan-images' returned invalid images."),
        ({"augmenters": ["still", "nan-labels"]}, "The augmenter 'nan-labels' returned invalid labels."),
        ({"augmenters": ["leaving"]}, "The augmenter 'leaving' failed while it drew."),
        ({"dataset": "lazy"}, "The dataset 'lazy' of zoo-tests[shelf] failed while it gave images."),
        ({"dataset": "numbered"}, "The dataset 'numbered' of zoo-tests[shelf] failed while it gave its fingerprint."),
        ({"model": "dictionary"}, "The model 'dictionary' cannot be trained."),
    ],
)
def test_the_part_at_fault_is_named(check, compose, changed, said):
    refused = check(compose(**changed))["refused"]
    assert (refused["message"], refused["exit_status"]) == (said, 3)
