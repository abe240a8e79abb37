"""The contract of a plugin's import: it is light, and does nothing but import. Seen in a process of its own."""

from __future__ import annotations

import functools
import sys
from unittest import SkipTest

from zoo.errors import some
from zoo.testing import elsewhere
from zoo.testing.elsewhere import Answer
from zoo.testing.framework import Broken, Subject, check

SECONDS = 60.0
"""How long an import may take, on a busy machine and with TensorFlow."""

INSIDE = "do it inside the component's callables"


@check(None, "imports", f"the plugin's module is imported within {SECONDS:g} s, in a process of its own")
def imports(subject: Subject) -> None:
    if died := _observed(subject).died:
        module = subject.module.partition(":")[0]
        alone = module if module.endswith(".py") else f"-c 'import {module}'"
        raise Broken("an import that comes to its end", died, f"see where it stops: python -X faulthandler {alone}")


@check(None, "import without TensorFlow", "neither the module nor its hooks import TensorFlow, Keras, PyTorch or JAX")
def without_tensorflow(subject: Subject) -> None:
    if heavy := _sound(subject).value["heavy"]:
        remedy = f"import {heavy[-1]} inside the component's callables: else each command of the zoo waits for it"
        raise Broken("an import without TensorFlow", f"it imports {', '.join(heavy)}", remedy)


@check(None, "import without network", "neither the module nor its hooks ask for another machine")
def without_network(subject: Subject) -> None:
    if hosts := _sound(subject).value["hosts"]:
        remedy = "name published files in a zoo.Source; the zoo downloads them when they are used"
        raise Broken("an import without the network", f"it asks for {', '.join(dict.fromkeys(hosts))}", remedy)


@check(None, "import without output", "neither the module nor its hooks print or warn")
def without_output(subject: Subject) -> None:
    answer = _sound(subject)
    if answer.value["heavy"]:
        raise SkipTest("TensorFlow may print, as another check tells")
    if printed := answer.printed.strip():
        raise Broken(
            "an import without output", f"it prints {printed.splitlines()[0][:80]!r}", "remove the print, or " + INSIDE
        )


@check(
    None,
    "import without side effects",
    "it changes no folder, environment, signal, random state or setting, and writes and starts nothing",
)
def without_side_effects(subject: Subject) -> None:
    found = _sound(subject).value
    effects = found["effects"] if not found["heavy"] else _with_keras(subject.module)
    if effects:
        raise Broken("an import that changes nothing", f"it {some(effects)}", INSIDE)


def _sound(subject: Subject) -> Answer:
    answer = _observed(subject)
    if answer.died:
        raise SkipTest("it cannot be imported, as another check tells")
    return answer


def _observed(subject: Subject) -> Answer:
    if not subject.module:
        raise SkipTest("no plugin's module is known")
    return _observe(subject.module, tuple(sys.path))


@functools.cache
def _observe(module: str, path: tuple[str, ...], *libraries: str) -> Answer:
    """Returns what came of the import along a search path; all components of a plugin share it."""
    call = "zoo.testing.observing:observe"
    return elsewhere.call(call, module, libraries, seconds=SECONDS, PYTHONDONTWRITEBYTECODE="1")


def _with_keras(module: str) -> list[str]:
    """Returns the effects where Keras and TensorFlow are there already, so that changes of their settings are seen."""
    answer = _observe(module, tuple(sys.path), "tensorflow", "keras.config")
    if answer.died:
        raise SkipTest(f"beside Keras {answer.died}")
    effects: list[str] = answer.value["effects"]
    return effects
