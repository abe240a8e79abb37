"""Values of parameters, from the command line, YAML or Python: checked, and turned into the parameter's type."""

from __future__ import annotations

import contextlib
import functools
import types
import typing
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin

from zoo.errors import UsageError, did_you_mean
from zoo.paths import expand
from zoo.plugin.parameters import Parameter, format_value, type_name


def resolve(owner: str, parameters: Mapping[str, Parameter], given: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the value of every parameter: those `given`, checked and coerced, and the defaults.

    Args:
        owner: the component's name, for messages.
        given: values as typed (strings) or as YAML and Python have them; both go through the same coercion.

    Raises:
        UsageError: an unknown parameter, a missing one, or a value of the wrong type or out of bounds.
    """
    for name in given:
        if name not in parameters:
            takes = ", ".join(parameters) or "no parameters"
            raise UsageError(
                f"{owner!r} has no parameter {name!r}.",
                cause=did_you_mean(name, parameters) or f"It takes {takes}.",
                hint=f"zoo show {owner}",
            )
    missing = [name for name, parameter in parameters.items() if parameter.required and name not in given]
    if missing:
        raise UsageError(
            f"{owner!r} needs a value for {', '.join(missing)}.",
            cause=f"{missing[0]} is a {parameters[missing[0]].expected} and has no default.",
            hint=f"write {owner}:{missing[0]}=VALUE, or see: zoo show {owner}",
        )
    return {
        name: coerce(owner, parameter, given[name]) if name in given else parameter.default
        for name, parameter in parameters.items()
    }


def coerce(owner: str, parameter: Parameter, value: Any) -> Any:
    """Returns `value` as the parameter's type.

    Raises:
        UsageError: it is not of that type, not one of the choices or out of bounds.
    """
    import pydantic

    try:
        return _adapter(parameter).validate_python(_prepare(parameter.type, value))
    except (pydantic.ValidationError, ValueError) as error:
        reason = error.errors()[0]["msg"] if isinstance(error, pydantic.ValidationError) else str(error)
        close = did_you_mean(str(value), map(str, parameter.choices)) if parameter.choices else None
        raise UsageError(
            f"{owner!r}: {parameter.name}={format_value(value)} is not valid; expected {parameter.expected}.",
            cause=close or f"{reason}.",
            hint=f"zoo show {owner}",
        ) from error


def _prepare(annotation: Any, value: Any) -> Any:
    """Turns what was typed into what pydantic converts; refuses what it would let pass."""
    origin, options = get_origin(annotation), get_args(annotation)
    if origin in (typing.Union, types.UnionType):
        if isinstance(value, str) and value.lower() == "none" and type(None) in options:
            return None
        remaining = [option for option in options if option is not type(None)]
        return value if value is None else _first(remaining, value)
    if origin is Literal:
        return next((choice for choice in options if format_value(choice) == format_value(value)), value)
    if origin in (tuple, list):
        items = (value.split("/") if value else ()) if isinstance(value, str) else value
        items = items if isinstance(items, (tuple, list)) else [items]
        return tuple(_prepare(options[0], item) for item in items)
    if isinstance(value, bool) and annotation is not bool:
        raise ValueError(f"Input should be a valid {type_name(annotation)}, not a boolean")
    if annotation is bool and not isinstance(value, (bool, str)):
        raise ValueError("Input should be true or false")
    if annotation is int:
        return _integer(value)
    if annotation is Path:
        if not isinstance(value, (str, Path)) or value == "":
            raise ValueError("Input should be a path")
        return expand(value)
    return value


def _first(options: list[Any], value: Any) -> Any:
    """Turns what was typed into the first of several types that can be made of it: `3` into an integer or a path."""
    if len(options) == 1 or not isinstance(value, str):
        return _prepare(options[0], value) if len(options) == 1 else value
    import pydantic

    for option in options:
        with contextlib.suppress(ValueError):  # pydantic's is one
            return pydantic.TypeAdapter(option).validate_python(_prepare(option, value))
    return value


def _integer(value: Any) -> Any:
    """Turns text into a number, however an integer is written: 8, 8.0, 1e3. Refuses what no array or store can hold."""
    if isinstance(value, str):
        with contextlib.suppress(ValueError):  # what is no number is for pydantic to refuse
            value = int(value) if value.strip().lstrip("+-").isdecimal() else float(value)
    if isinstance(value, (int, float)) and abs(value) >= 2**63:
        raise ValueError("Input should be an integer of at most 64 bits")
    return value


@functools.cache
def _adapter(parameter: Parameter) -> Any:
    import pydantic

    annotation, bounds = parameter.type, parameter.param.bounds
    if bounds:
        field = pydantic.Field(**bounds)  # type: ignore[call-overload]
        if get_origin(annotation) in (tuple, list):
            annotation = tuple[Annotated[get_args(annotation)[0], field], ...]  # type: ignore[misc]
        else:
            annotation = Annotated[annotation, field]
    return pydantic.TypeAdapter(annotation, config=pydantic.ConfigDict(allow_inf_nan=False))
