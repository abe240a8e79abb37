"""What can be read of a component of any kind without calling it: its name, its summary, its parameters."""

from __future__ import annotations

import dis
import inspect
import json
from collections.abc import Callable
from typing import Any

from zoo.errors import UsageError
from zoo.experiments.experiment import Part
from zoo.plugin import expressions
from zoo.plugin.coercion import coerce
from zoo.plugin.expressions import Term
from zoo.plugin.parameters import Parameter
from zoo.testing.any_kind.other_values import other_values
from zoo.testing.framework import Broken, Subject, check

LONGEST_NAME, LONGEST_SUMMARY = 40, 100
"""Letters: a run's folder is called after its components, and a table has 80 columns."""

OF_THE_ZOO = {"recipe": ("epochs", "batch_size", "precision"), "augmenter": ("fill",), "model": ("from",)}
"""Parameters that the zoo itself honours, whether the component looks at them or not."""


@check(None, "name", f"at most {LONGEST_NAME} letters: runs and their folders are called after it")
def name(subject: Subject) -> None:
    text = subject.component.name
    if len(text) > LONGEST_NAME:
        raise Broken(f"a name of at most {LONGEST_NAME} letters", f"{len(text)}: {text}", "choose a shorter one")


@check(None, "summary", f"one line of at most {LONGEST_SUMMARY} letters, which tells what the name does not")
def summary(subject: Subject) -> None:
    text, name = subject.component.summary, subject.component.name
    if len(text) > LONGEST_SUMMARY or text != text.strip() or not text.isprintable():
        expected = f"one line of at most {LONGEST_SUMMARY} letters, without blanks around it or letters that do nothing"
        raise Broken(
            expected, f"{len(text)}: {text!r}", "shorten `summary`; what it leaves out belongs into the README"
        )
    if text.lower().strip(".") in (name, name.replace("-", " ")):
        raise Broken(
            "a summary that says more than the name", repr(text), "say in `summary` what it is, in a few words"
        )


@check(None, "signatures", "each callable takes what it is given; everything else is keyword-only, a parameter")
def signatures(subject: Subject) -> None:
    try:
        subject.component.check()
    except ValueError as error:
        remedy = "correct the signature: docs/reference/plugins.md, The kinds, has that of each callable"
        raise Broken("signatures of its kind", str(error), remedy) from error


@check(None, "parameters typed", "each default is of the type and within the bounds that the annotation says")
def typed(subject: Subject) -> None:
    for parameter in subject.component.parameters.values():
        if not parameter.required:
            _check_default(subject.component.name, parameter)


def _check_default(owner: str, parameter: Parameter) -> None:
    default, name = parameter.default, parameter.name
    try:
        coerced = coerce(owner, parameter, default)
    except UsageError as error:
        remedy = f"change the default of {name}, or its annotation"
        raise Broken(f"{name}: {parameter.expected}", f"the default {default!r}", remedy) from error
    if type(coerced) is not type(default) or coerced != default:
        found = f"{name} = {default!r}, of type {type(default).__name__}"
        raise Broken(f"{name}: {parameter.expected}", found, f"write the default as {coerced!r}")


@check(None, "parameters honoured", "each parameter is looked at by a callable that takes it")
def honoured(subject: Subject) -> None:
    component = subject.component
    working = [getattr(component, role) for role in component.callables if role != "fingerprint"]
    for parameter in component.parameters:
        takers = [function for function in working if function is not None and _takes(function, parameter)]
        if parameter in OF_THE_ZOO.get(component.kind, ()) or any(_reads(taker, parameter) for taker in takers):
            continue
        found = "only `fingerprint` takes it" if not takers else f"{takers[0].__name__} takes it and never reads it"
        raise Broken(f"{parameter} to change something", found, f"use {parameter}, or remove it from the signature")


def _takes(function: Callable[..., Any], parameter: str) -> bool:
    return parameter in inspect.signature(function).parameters


def _reads(function: Any, parameter: str) -> bool:
    """Whether a function's code reads its argument. Of what has no code in Python, nobody can say that it does not."""
    plain = inspect.unwrap(getattr(function, "func", function))
    code = getattr(plain, "__code__", None) or getattr(type(plain).__call__, "__code__", None)
    if code is None or parameter not in code.co_varnames:
        return True
    read = [each.argval for each in dis.get_instructions(code) if "LOAD" in each.opname]
    return any(name in ("locals", parameter) or (isinstance(name, tuple) and parameter in name) for name in read)


@check(None, "parameters recorded", "each value is read back the same, from the command line and from a run's record")
def recorded(subject: Subject) -> None:
    owner = subject.component.name
    for parameter in subject.component.parameters.values():
        for value in [*([] if parameter.required else [parameter.default]), *other_values(parameter)]:
            _check_recorded(owner, parameter, value)


def _check_recorded(owner: str, parameter: Parameter, value: Any) -> None:
    name = parameter.name
    typed = str(Term(owner, {name: value}))
    try:
        kept = json.loads(json.dumps(Part(owner, {name: value}).to_dict()))["values"][name]
        found = [coerce(owner, parameter, each) for each in (expressions.parse(typed)[0][0].values[name], kept)]
    except (UsageError, TypeError) as error:
        found = [error]
    if any(each != value for each in found):
        remedy = (
            f"annotate {name} with bool, int, float, str, Path, Literal[...], tuple[..., ...], or one of them | None"
        )
        raise Broken(f"{typed} to be read back as {value!r}", " and ".join(map(repr, found)), remedy)
