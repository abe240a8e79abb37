"""What a check is, which checks there are, and what comes of them. The checks themselves stand in `any_kind`, and in
a room or a file for each kind; what is heavy they import inside of functions: to list checks costs nothing."""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar
from unittest import SkipTest

from zoo.errors import did_you_mean, text_of
from zoo.plugin.components import Component
from zoo.plugin.containment import contained
from zoo.testing.results import Broken, Result, told

__all__ = ["Broken", "Check", "Result", "Subject", "check", "checks_of", "result", "run"]

ON_KERAS = ("model", "augmenter", "recipe", "probe")
"""The kinds whose checks work with Keras: it is set up as in a worker, whatever the user's keras.json says."""

T = TypeVar("T")


@dataclass(kw_only=True)
class Subject:
    """A component that is checked, with all of what its checks need.

    Args:
        component: it.
        folder: empty at first, and the checks' own.
        given: parameters in place of the defaults, and for those that have none.
        module: the module that its plugin's entry point names, or the path of a file; empty where there is none.
    """

    component: Component
    folder: Path
    given: Mapping[str, Any] = field(default_factory=dict)
    module: str = ""

    @cached_property
    def values(self) -> dict[str, Any]:
        """The value of each parameter.

        Raises:
            SkipTest: a parameter that has no default is not given.
            UsageError: what is given is refused.
        """
        known, name = self.component.parameters, self.component.name
        if missing := [key for key, parameter in known.items() if parameter.required and key not in self.given]:
            raise SkipTest(f"{', '.join(missing)} has no default. Try: zoo check {name}:{missing[0]}=VALUE")
        return self.component.resolve(self.given)

    def once(self, make: Callable[[Subject], T]) -> T:
        """Returns what `make` makes of this subject, made when the first check asks for it.

        Raises:
            SkipTest: it failed before, in another check, which has told why.
        """
        if make not in self._made:
            self._made[make] = SkipTest("an earlier check tells why")
            try:
                self._made[make] = make(self)
            except SkipTest as skip:
                self._made[make] = skip
        if isinstance(made := self._made[make], SkipTest):
            raise made
        return made

    @cached_property
    def _made(self) -> dict[Callable[[Subject], Any], Any]:
        return {}


@dataclass(frozen=True)
class Check:
    """A named check: of which kind of component (None: all), what it is about in a line, and what raises `Broken`."""

    kind: str | None
    name: str
    about: str
    function: Callable[[Subject], object]


CHECKS: dict[tuple[str | None, str], Check] = {}


Function = TypeVar("Function", bound=Callable[[Subject], object])


def check(kind: str | None, name: str, about: str) -> Callable[[Function], Function]:
    """Makes a check of the function below: it raises `Broken`, or `unittest.SkipTest` where it cannot tell. A text that
    it returns is a figure that it found: it is shown where the check passes, too."""

    def register(function: Function) -> Function:
        CHECKS[kind, name] = Check(kind, name, about, function)
        return function

    return register


def checks_of(kind: str) -> list[Check]:
    """Returns the checks of a kind of component in the order in which they run: the general ones first."""
    for room in ("any_kind", f"{kind}s"):
        importlib.import_module(f"zoo.testing.{room}")
    return [check for wanted in (None, kind) for check in CHECKS.values() if check.kind == wanted]


def run(
    component: Component,
    given: Mapping[str, Any] | None = None,
    only: Iterable[str] | None = None,
    *,
    module: str = "",
    expected: Mapping[str, str] | None = None,
) -> Iterator[Result]:
    """Runs the checks of a component, and yields what came of each.

    Args:
        given: parameters in place of the defaults, and for those that have none.
        only: names of checks; all of the component's by default.
        module: the module that its plugin's entry point names. Without it, what its import does is not checked.
        expected: checks that fail for a known reason, by name.
    """
    wanted = None if only is None else set(only)
    with TemporaryDirectory(prefix="zoo-check-") as folder:
        subject = Subject(component=component, folder=Path(folder), given=given or {}, module=module)
        for each in checks_of(component.kind):
            if wanted is None or each.name in wanted:
                yield result(each, subject, (expected or {}).get(each.name, ""))
    yield from unknown(component, expected or {})


def result(check: Check, subject: Subject, excuse: str = "") -> Result:
    """Runs a check; `excuse` is why its failure is expected, if it is."""
    who: Any = {"kind": subject.component.kind, "name": subject.component.name, "check": check.name}
    if check.kind in ON_KERAS:
        from zoo.training import environment

        environment.prepare()
    started = time.perf_counter()
    said: Any
    try:
        with contained(f"{subject.component} was checked: {check.name}"):
            figure = check.function(subject)
        said = {"status": "passed", "found": figure if isinstance(figure, str) else ""}
        if excuse:
            remedy = "strike it off expected_failures"
            said = {"status": "failed", "expected": f"that it fails: {excuse}", "found": "it passes", "remedy": remedy}
    except KeyboardInterrupt:
        raise
    except SkipTest as skip:
        said = {"status": "skipped", "reason": text_of(skip)}
    except BaseException as error:  # noqa: BLE001 - a stranger's code may raise anything, SystemExit too
        status = "expected" if excuse else "failed"
        said = {**told(error, subject.component), "status": status, "reason": excuse, "error": error}
    return Result(**who, **said, seconds=time.perf_counter() - started)


def unknown(component: Component, expected: Mapping[str, str]) -> Iterator[Result]:
    """Yields a failure for each check that is expected to fail and does not exist."""
    names = [check.name for check in checks_of(component.kind)]
    for name in expected:
        if name not in names:
            remedy = did_you_mean(name, names) or f"the checks of its kind are: {', '.join(names)}"
            failed: Any = {"expected": "the name of a check", "found": "none of that name", "remedy": remedy}
            yield Result(kind=component.kind, name=component.name, check=name, status="failed", **failed)
