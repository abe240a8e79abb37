"""Trees of plain values, arrays and random generators, as JSON and arrays beside it; never as pickles."""

from __future__ import annotations

import base64
import random
import sys
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

BIT_GENERATORS = ("MT19937", "PCG64", "PCG64DXSM", "Philox", "SFC64")


class Tensor(NamedTuple):
    """What a tensor of the backend holds."""

    array: np.ndarray


class Variable(NamedTuple):
    """What a variable of the backend holds."""

    array: np.ndarray


class Named(NamedTuple):
    """A function or a class of a module, which is not kept itself."""

    module: str
    name: str

    @classmethod
    def of(cls, value: Any) -> Named | None:
        """Returns a value's name, or None where it has none by which it is found again."""
        named = cls(str(getattr(value, "__module__", "")), str(getattr(value, "__qualname__", "")))
        return named if named.find() is value else None

    def find(self) -> Any:
        """Returns what has the name; None where nothing has. Imports nothing: a file does not decide what runs."""
        found: Any = sys.modules.get(self.module)
        for name in self.name.split("."):
            found = getattr(found, name, None)
        return found


class Unpackable(TypeError):
    """A value of a type that cannot be kept."""


def pack(value: Any, arrays: list[np.ndarray]) -> Any:
    """Returns a value as JSON, in which arrays are numbers: their places in `arrays`, to which they are added.

    Kept are None, booleans, numbers, texts, bytes and paths; lists, tuples, sets, deques and dictionaries; NumPy's
    arrays, numbers and generators, and Python's generator. Everything comes back as the type that it was.

    Raises:
        Unpackable: there is something else in it.
    """
    if value is None or type(value) in (bool, int, float, str):
        return value
    for tag, (kind, taken_apart, _) in CODECS.items():
        if type(value) is kind or (kind in (np.generic, Path) and isinstance(value, kind)):
            return {tag: _pack_parts(taken_apart(value), arrays)}
    raise Unpackable(f"{type(value).__module__}.{type(value).__qualname__}")


def unpack(packed: Any, arrays: Sequence[np.ndarray]) -> Any:
    """Returns the value that `pack` was given; its arrays are those of `arrays` themselves."""
    if not isinstance(packed, dict):
        return packed
    ((tag, parts),) = packed.items()
    return CODECS[tag][2](_unpack_parts(parts, arrays))


def keeps(value: Any) -> bool:
    """Whether `pack` takes a value."""
    try:
        pack(value, [])
    except (Unpackable, RecursionError):  # a list that holds itself
        return False
    return True


def dtype_name(dtype: np.dtype) -> str:
    """Returns the name by which `np.dtype` knows a type again. Raises `Unpackable` for objects and records."""
    for name in (dtype.str, dtype.name):  # bfloat16 has no code of its own
        try:
            if not dtype.hasobject and dtype.fields is None and np.dtype(name) == dtype:
                return name
        except TypeError:
            continue
    raise Unpackable(f"an array of {dtype}")


def _pack_parts(parts: Any, arrays: list[np.ndarray]) -> Any:
    """Packs what a codec took a value apart into: a list of values, an array, or JSON as it is."""
    if isinstance(parts, np.ndarray):
        dtype_name(parts.dtype)
        arrays.append(parts)
        return len(arrays) - 1
    return [pack(part, arrays) for part in parts] if isinstance(parts, list) else parts


def _unpack_parts(parts: Any, arrays: Sequence[np.ndarray]) -> Any:
    if isinstance(parts, list):
        return [unpack(part, arrays) for part in parts]
    return arrays[parts] if isinstance(parts, int) else parts


def _bit_generator(generator: np.random.Generator) -> list[Any]:
    if type(generator.bit_generator).__name__ not in BIT_GENERATORS:
        raise Unpackable(type(generator.bit_generator).__qualname__)
    return [generator.bit_generator.state]


def _generator(parts: list[Any]) -> np.random.Generator:
    (state,) = parts
    if state["bit_generator"] not in BIT_GENERATORS:
        raise Unpackable(state["bit_generator"])
    made = getattr(np.random, state["bit_generator"])()
    made.state = state
    return np.random.Generator(made)


def _random_state(parts: list[Any]) -> np.random.RandomState:
    made = np.random.RandomState()
    made.set_state(parts[0])
    return made


def _random(parts: list[Any]) -> random.Random:
    made = random.Random()  # noqa: S311 - it is somebody's state, and no secret
    made.setstate(parts[0])
    return made


def _sorted(values: Any) -> list[Any]:
    return sorted(values, key=repr)


CODECS: dict[str, tuple[type, Callable[[Any], Any], Callable[[Any], Any]]] = {
    "list": (list, list, list),
    "tuple": (tuple, list, tuple),
    "set": (set, _sorted, set),
    "frozenset": (frozenset, _sorted, frozenset),
    "deque": (deque, lambda value: [value.maxlen, *value], lambda parts: deque(parts[1:], parts[0])),
    "dict": (dict, lambda value: [part for item in value.items() for part in item], lambda parts: _pairs(parts)),
    "array": (np.ndarray, lambda value: value, lambda array: array),
    "number": (np.generic, np.asarray, lambda array: array[()]),
    "tensor": (Tensor, lambda value: np.asarray(value.array), Tensor),
    "variable": (Variable, lambda value: np.asarray(value.array), Variable),
    "named": (Named, list, lambda parts: Named(*parts)),
    "bytes": (bytes, lambda value: base64.b64encode(value).decode(), base64.b64decode),
    "path": (Path, str, Path),
    "generator": (np.random.Generator, _bit_generator, _generator),
    "random_state": (np.random.RandomState, lambda value: [value.get_state()], _random_state),
    "random": (random.Random, lambda value: [value.getstate()], _random),
}
"""A type's name in the JSON; the type; what takes a value apart; and what puts it together again."""


def _pairs(parts: list[Any]) -> dict[Any, Any]:
    return dict(zip(parts[::2], parts[1::2], strict=True))
