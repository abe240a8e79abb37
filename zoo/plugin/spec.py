"""The whole contract with plugins: six hooks, each returning an iterable of descriptions."""

from __future__ import annotations

from collections.abc import Iterable

import pluggy

from zoo.plugin.components import Augmenter, Dataset, Launcher, Model, Probe, Recipe

hookspec = pluggy.HookspecMarker("zoo")
hookimpl = pluggy.HookimplMarker("zoo")


@hookspec
def zoo_datasets() -> Iterable[Dataset]:
    """Returns the datasets that this plugin provides."""
    return ()


@hookspec
def zoo_models() -> Iterable[Model]:
    """Returns the models that this plugin provides."""
    return ()


@hookspec
def zoo_augmenters() -> Iterable[Augmenter]:
    """Returns the augmenters that this plugin provides."""
    return ()


@hookspec
def zoo_recipes() -> Iterable[Recipe]:
    """Returns the recipes that this plugin provides."""
    return ()


@hookspec
def zoo_launchers() -> Iterable[Launcher]:
    """Returns the launchers that this plugin provides."""
    return ()


@hookspec
def zoo_probes() -> Iterable[Probe]:
    """Returns the probes that this plugin provides."""
    return ()
