"""Values that a parameter may have beside its default, made up from its type and its bounds."""

from __future__ import annotations

import contextlib
import types
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from zoo.errors import UsageError
from zoo.plugin.coercion import coerce
from zoo.plugin.parameters import Parameter


def other_values(parameter: Parameter) -> list[Any]:
    """Returns a few valid values that are not the default, as its type has them; none of a type that nobody knows."""
    found: list[Any] = []
    for candidate in _candidates(parameter.type, parameter):
        with contextlib.suppress(UsageError):  # out of its bounds
            value = coerce("other", parameter, candidate)
            found += [value] if value not in (parameter.default, *found) else []
    return found


def _candidates(annotation: Any, parameter: Parameter) -> Iterator[Any]:
    origin, options = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        yield from options
    elif origin in (typing.Union, types.UnionType):
        for option in options:
            yield from [None] if option is type(None) else _candidates(option, parameter)
    elif origin in (tuple, list):
        yield from ((one, one) for one in _candidates(options[0], parameter))
    elif annotation is bool:
        yield from (True, False)
    elif annotation in (int, float):
        yield from _numbers(annotation, parameter)
    elif annotation is str:
        yield from ("other", "a,b+c:d=e %")
    elif annotation is Path:
        yield Path("/elsewhere/a,b+c")


def _numbers(number: type, parameter: Parameter) -> Iterator[Any]:
    default = parameter.default if isinstance(parameter.default, (int, float)) else 1
    near = (1, -1) if number is int else (0.125, -0.125, 1e-7)
    yield from (number(default + step) for step in near)
    yield from (number(bound) for bound in parameter.param.bounds.values())
