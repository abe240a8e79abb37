"""What a run leaves behind in its worker: put back, so that the next one finds what it would find in a new worker."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Collection, Iterator
from typing import Any

from zoo.plugin.process_state import ProcessState

GENERATORS = ("Random", "RandomState", "Generator", "SeedGenerator")
"""Classes of random generators: Python's, NumPy's two, TensorFlow's and PyTorch's, Keras'."""


class BetweenRuns:
    """The worker as it is before its first run: the process, and the generators that plugins keep in their modules.

    Args:
        own: the modules that were imported before any plugin was; their generators are seeded for each run anyway.
    """

    def __init__(self, own: Collection[str]) -> None:
        self._own = frozenset(own)
        self._process = ProcessState()
        self._generators = {id(one): (one, give, take()) for one, take, give in self._found()}
        self._modules = frozenset(sys.modules)

    def restore(self) -> list[str]:
        """Puts back what a run changed, and returns why the worker is not as it was all the same.

        Settings that were changed while modules were imported are put back too, and count as changed: the modules stay,
        so that whoever wants those settings does not make them again, as he would in a new worker.
        """
        undone, stays = self._process.restore()
        new = {
            name for name in sys.modules.keys() - self._modules if name.partition(".")[0] not in sys.stdlib_module_names
        }
        unknown = [_describe(one) for one, _, _ in self._found() if id(one) not in self._generators]
        for _, give, state in self._generators.values():
            give(state)
        self._modules = frozenset(sys.modules)
        return [*stays, *(undone if new else []), *unknown]

    def _found(self) -> Iterator[tuple[Any, Callable[[], Any], Callable[[Any], Any]]]:
        """Yields the generators in the modules of plugins, and of what they import."""
        for name, module in list(sys.modules.items()):
            if name not in self._own:
                for value in list(getattr(module, "__dict__", {}).values()):
                    if type(value).__name__ in GENERATORS and (access := _access(value)):
                        yield value, *access


def _access(generator: Any) -> tuple[Callable[[], Any], Callable[[Any], Any]] | None:
    """Returns how a generator's state is taken and given, None where it is no such generator after all."""
    if isinstance(generator, random.Random):
        return generator.getstate, generator.setstate
    if hasattr(generator, "bit_generator"):
        bits = generator.bit_generator
        return lambda: bits.state, lambda state: setattr(bits, "state", state)
    if hasattr(generator, "get_state"):
        return generator.get_state, generator.set_state
    if hasattr(generator, "state"):
        return generator.state.numpy, generator.state.assign
    return None


def _describe(generator: Any) -> str:
    return f"a generator of {type(generator).__module__}"
