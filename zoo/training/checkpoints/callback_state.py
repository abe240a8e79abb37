"""What a callback remembers from epoch to epoch: its attributes, as far as they can be kept."""

from __future__ import annotations

import types
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePath
from typing import Any

import keras

from zoo.training.checkpoints import serialization

OWN = ("_model", "params")
"""Attributes that `fit` sets."""

FILES = {"CSVLogger": ("append_header", "csv_file", "writer"), "TensorBoard": ("_writers",)}
"""Attributes of Keras' callbacks that follow from the files that they write."""

PLAIN = (str, float, int, type(None))

CODE = (types.FunctionType, types.MethodType, types.BuiltinFunctionType, types.ModuleType, type)


def take(callback: Any, made: Mapping[str, Any], known: Iterable[Any]) -> tuple[dict[str, Any], list[str]]:
    """Returns a callback's attributes as a tree that can be packed, and the names of those that cannot.

    Functions and names of files that it was made with are neither, nor is what consists of variables that are kept
    anyway, as the model.

    Args:
        made: the attributes that it had before training.
        known: the variables that are kept anyway.
    """
    kept, left = {}, []
    known = {id(variable) for variable in known}
    anew = [*OWN, *(name for kind in type(callback).__mro__ for name in FILES.get(kind.__name__, ()))]
    for name, value in vars(callback).items():
        same = name in made and made[name] is value
        if name in anew or (same and isinstance(value, (*CODE, str, PurePath))) or _consists_of(value, known):
            continue
        detached = _detached(value)
        if serialization.keeps(detached):
            kept[name] = detached
        else:
            left.append(f"{type(callback).__name__}.{name}")
    return kept, left


def give(callback: Any, attributes: Mapping[str, Any]) -> None:
    """Gives a callback the attributes that `take` returned. Variables stay what they are, and get other values."""
    for name, value in attributes.items():
        setattr(callback, name, _attached(value, getattr(callback, name, None)))


def rewind(callback: Any, epoch: int) -> None:
    """Takes the rows that will be written again out of a `CSVLogger`'s file, and has it write behind the others.

    Args:
        epoch: how many epochs are complete where the training goes on.
    """
    if not isinstance(callback, keras.callbacks.CSVLogger):
        return
    callback.append, path = True, Path(callback.filename)
    lines = path.read_bytes().splitlines(keepends=True) if path.exists() else []
    while lines and (first := lines[-1].split(callback.sep.encode())[0]).isdigit() and int(first) >= epoch:
        lines.pop()
    path.write_bytes(b"".join(lines))


def _consists_of(value: Any, known: set[int]) -> bool:
    variables = value if isinstance(value, (list, tuple)) and value else getattr(value, "variables", None)
    return isinstance(variables, (list, tuple)) and {id(variable) for variable in variables} <= known


def _detached(value: Any) -> Any:
    """Returns a value with arrays in the place of tensors and variables."""
    if isinstance(value, PLAIN):  # most of what there is, and asking Keras about each costs more than packing it
        return value
    if type(value) in (list, tuple):
        return type(value)(map(_detached, value))
    if type(value) is dict:
        return {key: _detached(item) for key, item in value.items()}
    if isinstance(value, keras.Variable) or keras.ops.is_tensor(value):
        kind = serialization.Variable if hasattr(value, "assign") else serialization.Tensor
        return kind(keras.ops.convert_to_numpy(value))
    return (serialization.Named.of(value) or value) if isinstance(value, CODE) else value


def _attached(value: Any, current: Any) -> Any:
    """Returns what `_detached` was given; `current` is what stands in its place now."""
    if type(value) in (list, tuple):
        there = current if type(current) in (list, tuple) and len(current) == len(value) else [None] * len(value)
        return type(value)(map(_attached, value, there))
    if type(value) is dict:
        there = current if type(current) is dict else {}
        return {key: _attached(item, there.get(key)) for key, item in value.items()}
    if isinstance(value, serialization.Variable):
        variable = current if hasattr(current, "assign") else keras.Variable(value.array)
        variable.assign(value.array)
        return variable
    if isinstance(value, serialization.Named):
        return value.find()
    return keras.ops.convert_to_tensor(value.array) if isinstance(value, serialization.Tensor) else value
