"""What a docstring does not say of what it describes: arguments, shapes, dtypes, units, errors. Only source is read."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

SHAPE = re.compile(r"\((?:len\(images\)|[A-Za-z]+|\d+)(?:, ?\w+)*,?\)")
DTYPE = re.compile(r"\b(uint8|u?int\d*|float\d*|integers?|indices)\b")
UNIT = re.compile(r"\b(fractions?|seconds|pixels|bytes|per second|of 1|in the unit that|in the parameter's unit)\b")
RAISE_NOTHING = {"image_sheet", "layer_outputs", "track", "worker_environment"}
"""Of their own: what they are given may raise anything."""
QUANTITIES = {"size", "side", "min_size", "timeout"}

Definition = ast.FunctionDef | ast.ClassDef


def problems(name: str, node: Definition, *, made_by_others: bool = True, around: str = "") -> Iterator[str]:
    """What the docstring of a function or a class, and those of its methods, do not say."""
    text = ast.get_docstring(node) or ""
    if not text:
        yield f"{name} has no docstring"
    for argument, annotation in arguments(node) if made_by_others else ():
        yield from (f"{name}: {argument} {lack}" for lack in lacks(argument, annotation, text))
    if isinstance(node, ast.FunctionDef) and node.returns:
        returned = ast.unparse(node.returns)
        if array(returned) and not SHAPE.search(text):
            yield f"{name} returns arrays of no shape"
    if isinstance(node, ast.FunctionDef) and "." not in name and name not in RAISE_NOTHING and "Raises:" not in text:
        yield f"{name} does not say what it raises"
    missing = {error for error in raised(node) if error not in text + around}
    yield from (f"{name} raises {error}, and does not say so" for error in missing)
    if isinstance(node, ast.ClassDef):
        for method in methods(node):
            yield from problems(f"{name}.{method.name}", method, around=text)


def arguments(node: Definition) -> list[tuple[str, str]]:
    """The arguments of a call, each with its annotation."""
    if isinstance(node, ast.ClassDef):
        made = next((m for m in node.body if isinstance(m, ast.FunctionDef) and m.name == "__init__"), None)
        fields = [f for f in node.body if isinstance(f, ast.AnnAssign) and isinstance(f.target, ast.Name)]
        own = [(f.target.id, ast.unparse(f.annotation)) for f in fields if isinstance(f.target, ast.Name)]
        return arguments(made) if made else [one for one in own if "ClassVar" not in one[1]]
    every = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    return [(a.arg, ast.unparse(a.annotation) if a.annotation else "") for a in every if a.arg not in ("self", "cls")]


def lacks(argument: str, annotation: str, text: str) -> Iterator[str]:
    """What a docstring does not say of an argument."""
    entry = re.search(rf"^    (?:\w+, )*{argument}(?:, \w+)*: (.*?)(?=^    \w|^\S|\Z)", text, re.MULTILINE | re.DOTALL)
    if not entry and f"`{argument}`" not in text:
        yield "is not described"
        return
    said = entry[1] if entry else text
    if array(annotation) and not (SHAPE.search(said) and DTYPE.search(said)):
        yield "has no shape or no dtype"
    if (re.search(r"\bfloat\b", annotation) or argument in QUANTITIES) and not UNIT.search(said):
        yield "has no unit"


def array(annotation: str) -> bool:
    """Whether one array is given or returned; the shapes of several, by name, are their maker's."""
    return (
        bool(re.search(r"\bndarray\b|\bImages\b", annotation))
        and "apping[" not in annotation
        and "dict[" not in annotation
    )


def methods(node: ast.ClassDef) -> list[ast.FunctionDef]:
    """Public methods and properties, but those that are described where they are declared first."""
    own = [each for each in node.body if isinstance(each, ast.FunctionDef) and not each.name.startswith("_")]
    return [each for each in own if not node.bases or ast.get_docstring(each)]


def raised(node: Definition) -> set[str]:
    """The errors that a body raises itself; of a class, its construction."""
    if isinstance(node, ast.ClassDef):
        made = [m for m in node.body if isinstance(m, ast.FunctionDef) and m.name in ("__init__", "__post_init__")]
        return set().union(*map(raised, made))
    calls = [each.exc for each in ast.walk(node) if isinstance(each, ast.Raise) and isinstance(each.exc, ast.Call)]
    return {call.func.id for call in calls if isinstance(call.func, ast.Name) and call.func.id[0].isupper()}
