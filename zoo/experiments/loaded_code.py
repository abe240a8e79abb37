"""The code of a registry's components as this process has it, whatever becomes of the files."""

from __future__ import annotations

import sys
import time
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from zoo.experiments import component_code, provenance

if TYPE_CHECKING:
    from zoo.experiments.experiment import Experiment
    from zoo.experiments.registry import Registry


class LoadedCode:
    """The hashes of all components' code, taken when it was loaded: now.

    A module that is imported only when its component is called counts as its file is now. `changed` tells where that
    came to nothing.

    Args:
        began: when loading the registry began, in seconds since the epoch: what was modified later may have been
            imported before or after that.
    """

    def __init__(self, registry: Registry, began: float) -> None:
        self._registry = registry
        component_code.forget()
        self._code = {
            f"{kind}:{name}": provenance.component_code(registry, kind, name) for kind, name in registry.components
        }
        modules = {module for each in self._code.values() for module in each["sources"]}
        self._uncertain = {module for module in modules if began <= component_code.modified(module) <= time.time()}

    def of(self, experiment: Experiment) -> dict[str, Any]:
        """Returns the code of an experiment's components, in the form of `provenance.experiment_code`."""
        return {f"{kind}:{part.name}": self._code[f"{kind}:{part.name}"] for kind, part in experiment.parts()}

    def component(self, key: str) -> dict[str, Any]:
        """Returns the code of a component that the registry has, as `model:mlp`."""
        return self._code[key]

    def changed(self, experiment: Experiment, among: Collection[str] | None = None) -> list[str]:
        """Returns the modules of an experiment's components whose files are not what was loaded, sorted.

        Args:
            among: those to look at; by default all of them.
        """
        then = {module: digest for each in self.of(experiment).values() for module, digest in each["sources"].items()}
        return sorted(
            module
            for module in (then if among is None else among)
            if module in self._uncertain or component_code.digest(module) != then[module]
        )

    def absent(self, experiment: Experiment) -> set[str]:
        """Returns the modules of an experiment's components that have not been imported."""
        return {
            module for each in self.of(experiment).values() for module in each["sources"] if module not in sys.modules
        }
