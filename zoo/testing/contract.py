"""The contract of components of any kind. That of its own kind is `check_KIND` in the module of that kind here."""

from __future__ import annotations

import importlib
from typing import Any
from unittest import SkipTest

from zoo.experiments.registry import load, refuse_problems
from zoo.plugin import expressions
from zoo.plugin.coercion import coerce
from zoo.plugin.components import Component
from zoo.plugin.expressions import Term
from zoo.plugin.parameters import Parameter
from zoo.testing.framework import CHECKS, run


def components(distribution: str | None = None) -> list[Component]:
    """Returns the installed components, or those of one distribution, to parametrise a test with.

    Raises:
        PluginError: a plugin has a problem; `zoo plugins` explains it.
    """
    registry = load(strict=distribution is None)
    reports = [r for r in registry.plugins if distribution is None or r.provider.answers_to(distribution)]
    refuse_problems(reports)
    return [component for report in reports for component in report.components]


def check_component(component: Component, **given: Any) -> None:
    """Checks everything that the zoo relies on, as far as it can be checked without training.

    Args:
        given: parameters in place of the defaults, and for those that have none.

    Raises:
        AssertionError: the component breaks the contract.
        ZooError: what the zoo itself would refuse, in its words.
        unittest.SkipTest: a parameter without a default is not given, or data are not on this machine. Its
            description was checked even so.
    """
    module = importlib.import_module(f"zoo.testing.{component.kind}s")
    if (old := getattr(module, f"check_{component.kind}", None)) is None:
        _run(component, given)
        return
    check_description(component)
    missing = [name for name, parameter in component.parameters.items() if parameter.required and name not in given]
    if missing:
        raise SkipTest(
            f"{component.name} needs values for {', '.join(missing)}: check_component(..., {missing[0]}=...)"
        )
    old(component, component.resolve(given))


def _run(component: Component, given: dict[str, Any]) -> None:
    results = list(run(component, given))
    for found in results:
        if found.status == "failed":
            raise found.error or AssertionError(str(found))
    first = next(check.name for check in CHECKS.values() if check.kind == component.kind)
    for found in results:
        if found.check == first and found.status == "skipped":
            raise SkipTest(found.reason)


def check_description(component: Component) -> None:
    """Checks what can be read without calling anything: signatures and parameters."""
    component.check()
    for parameter in component.parameters.values():
        if not parameter.required:
            _check_default(component.name, parameter)


def _check_default(owner: str, parameter: Parameter) -> None:
    default, name = parameter.default, f"{owner}:{parameter.name}"
    coerced = coerce(owner, parameter, default)
    assert coerced == default, f"The default of {name} does not coerce to itself. {default!r} becomes {coerced!r}"
    assert type(coerced) is type(default), f"The default of {name} is a {type(default)}, and becomes {type(coerced)}"
    ((term,),) = expressions.parse(str(Term(owner, {parameter.name: default})))
    typed = coerce(owner, parameter, term.values[parameter.name])
    assert typed == default, f"The default of {name} cannot be typed. {default!r} reads as {typed!r}"
