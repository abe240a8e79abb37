"""How combinations are typed: `NAME[:key=value]...`, `,` between alternatives, `+` between the links of a chain."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from zoo.errors import UsageError
from zoo.plugin.parameters import format_value

NAME = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
_NAME = re.compile(NAME)
_PARAMETER = re.compile(r":(?=[A-Za-z_]\w*=)")  # a colon starts a parameter only before `identifier=`, so paths work
_ENCODED = {character: f"%{ord(character):02X}" for character in "%,+:="}
_ENCODED |= {chr(0xDC00 + byte): f"%{byte:02X}" for byte in range(128, 256)}  # of a path that is not UTF-8


@dataclass(frozen=True)
class Term:
    """A name and the values typed with it, as strings."""

    name: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return "".join([self.name, *(f":{key}={encode(value)}" for key, value in self.values.items())])


def is_name(text: str) -> bool:
    """Whether `text` can be a component's name."""
    return _NAME.fullmatch(text) is not None


def encode(value: Any) -> str:
    """Returns a value as it stands in an expression: `% , + : =` percent-encoded, and bytes that are not UTF-8."""
    return "".join(_ENCODED.get(character, character) for character in format_value(value))


def parse(text: str) -> list[list[Term]]:
    """Parses an expression into alternatives, each a chain of terms.

    Raises:
        UsageError: an empty term, a name that cannot be one, or a parameter given twice.
    """
    return [[_term(link, text) for link in alternative.split("+")] for alternative in text.split(",")]


def chain(text: str) -> list[Term]:
    """Returns the terms of an expression that is one chain; none where it is no expression, as an export by hand may
    have it."""
    try:
        return parse(text)[0]
    except UsageError:
        return []


def format_chain(chain: Sequence[Term]) -> str:
    """Returns the expression that `parse` reads as this one chain."""
    return "+".join(str(term) for term in chain)


def format_alternatives(alternatives: Sequence[Sequence[Term]]) -> str:
    """Returns the expression that `parse` reads as these alternatives."""
    return ",".join(format_chain(chain) for chain in alternatives)


def _term(text: str, expression: str) -> Term:
    name, *settings = _PARAMETER.split(text)
    name = name.strip()  # `a, b` is nobody's mistake; a space in a value belongs to it
    if not is_name(name):
        raise _no_name(name, expression)
    values: dict[str, Any] = {}
    for setting in settings:
        key, value = setting.split("=", 1)
        if key in values:
            raise UsageError(f"{key!r} is given twice in {text!r}.", hint=f"zoo show {name}")
        values[key] = _decode(value)
    return Term(name, values)


def _no_name(name: str, expression: str) -> UsageError:
    cause = (
        "A name is small letters and digits in words joined by '-'; the form is NAME[:key=value]..., "
        "with ',' between alternatives and '+' between augmenters."
    )
    if is_name(meant := name.lower().replace("_", "-")):
        cause = f"Did you mean {meant}?"
    elif "=" in expression:
        cause += " In a value, write ',' as %2C and '+' as %2B."
    wrong = f"{name!r} in {expression!r} cannot be a name." if name else f"A name is missing in {expression!r}."
    return UsageError(wrong, cause=cause, hint="zoo list")


def _decode(value: str) -> str:
    if "%" not in value:
        return value
    from urllib.parse import unquote

    return unquote(value, errors="surrogateescape")
