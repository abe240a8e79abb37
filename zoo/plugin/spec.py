"""The whole contract with plugins: six hooks that return descriptions, and those that hear of runs."""

from __future__ import annotations

from collections.abc import Iterable

import pluggy

from zoo.plugin.components import Augmenter, Dataset, Launcher, Model, Probe, Recipe
from zoo.plugin.tracking import FinishedEpoch, FinishedRun, TrackedRun

hookspec = pluggy.HookspecMarker("zoo")
hookimpl = pluggy.HookimplMarker("zoo")
"""Marks a function of a plugin as one of the hooks below."""


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


@hookspec
def zoo_wants_events() -> bool:
    """Returns whether the hooks below are to be called for the runs of this command; light, as it is asked each time.

    Without it they are.
    """
    return True


@hookspec
def zoo_run_started(run: TrackedRun) -> None:
    """Hears that a run begins to train, or goes on.

    The hooks of events are called in a process of their own, one call at a time. One that raises, ends its process or
    does not return within two minutes is named, and its plugin hears of no more; the runs go on.
    """


@hookspec
def zoo_epoch_finished(run: TrackedRun, epoch: FinishedEpoch) -> None:
    """Hears of an epoch that is complete. Epochs are left out, and that is said, where 1,000 of them wait."""


@hookspec
def zoo_run_finished(run: TrackedRun, result: FinishedRun) -> None:
    """Hears how a run ended, after `zoo_run_started` of the same run."""
