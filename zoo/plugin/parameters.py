"""A component's parameters, read off the signatures of its callables."""

from __future__ import annotations

import functools
import inspect
import types
import typing
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin

REQUIRED = inspect.Parameter.empty
SYMBOLS = {"ge": ">=", "gt": ">", "le": "<=", "lt": "<"}


@dataclass(frozen=True, kw_only=True)
class Param:
    """What an annotation says beyond the type: `Annotated[float, zoo.Param(ge=0, lt=1, unit="fraction")]`.

    Args:
        ge, gt, le, lt: bounds in the parameter's unit: at least, more than, at most, less than. On a sequence, they are
            those of each element.
        unit: `pixels`, `fraction of the width`; of a number without one, nothing.
        help: what it does, in some words: `zoo show NAME` prints them.
    """

    ge: float | None = None
    gt: float | None = None
    le: float | None = None
    lt: float | None = None
    unit: str = ""
    help: str = ""

    @property
    def bounds(self) -> dict[str, float]:
        """The bounds that there are, by `ge`, `gt`, `le` and `lt`."""
        return {name: bound for name in SYMBOLS if (bound := getattr(self, name)) is not None}


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """One parameter of a component: its name, type, default (or `REQUIRED`) and bounds."""

    name: str
    type: Any
    default: Any = REQUIRED
    param: Param = Param()

    @property
    def required(self) -> bool:
        return self.default is REQUIRED

    @property
    def choices(self) -> tuple[Any, ...]:
        """The values allowed, where the type is a `Literal`; empty otherwise."""
        return get_args(self.type) if get_origin(self.type) is Literal else ()

    @property
    def expected(self) -> str:
        """What a value has to be, for people: `float, ge 0, lt 1`."""
        if self.choices:
            return "one of " + ", ".join(str(choice) for choice in self.choices)
        bounds = [f"{SYMBOLS[name]} {format_value(bound)}" for name, bound in self.param.bounds.items()]
        return ", ".join([type_name(self.type), *bounds])


def type_name(annotation: Any) -> str:
    """Returns a type as people write it: `int`, `sequence of int`, `float or none`."""
    if get_origin(annotation) in (tuple, list):
        return f"sequence of {type_name(get_args(annotation)[0])}"
    if get_origin(annotation) is Literal:
        *others, last = map(str, get_args(annotation))
        return f"{', '.join(others)} or {last}" if others else last
    if get_origin(annotation) in (typing.Union, types.UnionType):
        return " or ".join(type_name(option) for option in get_args(annotation))
    return {type(None): "none", Path: "path"}.get(annotation, getattr(annotation, "__name__", str(annotation)))


def read(function: Callable[..., Any], without: Collection[str] = ()) -> dict[str, Parameter]:
    """Reads the keyword-only arguments of `function` as parameters, but those that it is given `without` being asked.

    Only their own annotations are evaluated, one by one, so a return type that exists under
    `TYPE_CHECKING` alone does no harm.

    Raises:
        ValueError: a `**kwargs`, an annotation that cannot be evaluated, or neither annotation nor default.
    """
    found = {}
    for name, argument in inspect.signature(function).parameters.items():
        if argument.kind is inspect.Parameter.VAR_KEYWORD:
            raise ValueError(f"Invalid signature of `{_name(function)}`. Expected named parameters. Received: **{name}")
        if argument.kind is inspect.Parameter.KEYWORD_ONLY and name not in without:
            found[name] = _parameter(function, argument)
    return found


def accepts(function: Callable[..., Any], given: Sequence[str]) -> None:
    """Checks that `function` takes what is `given` by position; all else has to be keyword-only, a parameter.

    Raises:
        ValueError: it does not.
    """
    arguments = inspect.signature(function).parameters.values()
    named = (inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.VAR_KEYWORD)  # `read` refuses the latter
    received = [argument for argument in arguments if argument.kind not in named]
    if len(received) != len(given) or any(argument.kind is inspect.Parameter.VAR_POSITIONAL for argument in received):
        raise ValueError(
            f"Invalid signature of `{_name(function)}`. Expected: ({', '.join([*given, '*', '...'])}). "
            f"Received: ({', '.join(str(argument).partition(':')[0] for argument in arguments)})"
        )


def union(functions: Iterable[Callable[..., Any]], without: Collection[str] = ()) -> dict[str, Parameter]:
    """Returns the parameters of all `functions` together, but those in `without`.

    Raises:
        ValueError: two of them disagree about a parameter they share.
    """
    together: dict[str, Parameter] = {}
    for function in functions:
        for name, parameter in read(function, without).items():
            known = together.setdefault(name, parameter)
            if known != parameter:
                raise ValueError(
                    f"Parameter `{name}` of `{_name(function)}` disagrees with another callable of the component. "
                    f"Expected: {known.expected}, default {known.default!r}. "
                    f"Received: {parameter.expected}, default {parameter.default!r}"
                )
    return together


def pick(function: Callable[..., Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Returns those of `values` that `function` names as keyword-only arguments."""
    arguments = inspect.signature(function).parameters.values()
    return {a.name: values[a.name] for a in arguments if a.kind is inspect.Parameter.KEYWORD_ONLY and a.name in values}


def format_value(value: Any) -> str:
    """Returns a value as the command line's grammar writes it (before percent-encoding)."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (tuple, list)):
        return "/".join(format_value(item) for item in value)
    return f"{value:g}" if isinstance(value, float) and float(f"{value:g}") == value else str(value)


def _parameter(function: Callable[..., Any], argument: inspect.Parameter) -> Parameter:
    annotation = argument.annotation
    if isinstance(annotation, str):
        annotation = _evaluate(function, argument)
    if annotation is inspect.Parameter.empty:
        if argument.default is REQUIRED or argument.default is None:
            raise ValueError(
                f"Invalid parameter `{argument.name}` of `{_name(function)}`. Expected a type annotation or a default."
            )
        annotation = type(argument.default)
        if annotation is tuple and argument.default:
            annotation = tuple[type(argument.default[0]), ...]  # type: ignore[misc]
    param = Param()
    if get_origin(annotation) is Annotated:
        annotation, *extras = get_args(annotation)
        param = next((extra for extra in extras if isinstance(extra, Param)), param)
    return Parameter(name=argument.name, type=annotation, default=argument.default, param=param)


def _evaluate(function: Callable[..., Any], argument: inspect.Parameter) -> Any:
    plain = inspect.unwrap(function.func if isinstance(function, functools.partial) else function)
    plain = plain if hasattr(plain, "__globals__") else type(plain).__call__
    closure = inspect.getclosurevars(plain).nonlocals if plain.__closure__ else {}
    try:
        return eval(argument.annotation, plain.__globals__, dict(closure))  # noqa: S307 - the plugin's own code
    except Exception as error:
        raise ValueError(
            f"The annotation of `{argument.name}` in `{_name(function)}` cannot be evaluated: "
            f"{argument.annotation!r} ({type(error).__name__}: {error})"
        ) from error


def _name(function: Any) -> str:
    function = function.func if isinstance(function, functools.partial) else function
    return getattr(function, "__qualname__", None) or repr(function)
