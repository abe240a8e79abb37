"""Public names have docstrings that say what each argument is, with shapes, units, errors. Nothing is imported."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2] / "zoo"
RESULTS = {
    "Results": "api/results.py",
    "Runs": "api/runs.py",
    "Run": "api/recorded.py",
    "RunRecord": "store/records.py",
    "Leaderboard": "api/leaderboard.py",
    "Row": "ranking/rows.py",
    "Summary": "ranking/rows.py",
    "Written": "site/write.py",
}
"""What public functions return."""
MADE_BY_THE_ZOO = {"Results", "Runs", "Run", "Leaderboard"}
"""Their arguments are nobody's."""
SHAPE = re.compile(r"\((?:len\(images\)|[A-Za-z]+|\d+)(?:, ?\w+)*,?\)")
DTYPE = re.compile(r"\b(uint8|u?int\d*|float\d*|integers?|indices)\b")
UNIT = re.compile(r"\b(fractions?|seconds|pixels|bytes|per second|of 1|in the unit that|in the parameter's unit)\b")
RAISE_NOTHING = {"image_sheet", "layer_outputs", "track"}
"""Of their own: what they are given may raise anything."""
QUANTITIES = {"size", "side", "min_size", "timeout"}

Definition = ast.FunctionDef | ast.ClassDef


def public() -> dict[str, Definition | ast.Assign]:
    """What each public name is defined as, by the name."""
    stub = ast.parse((ROOT / "__init__.pyi").read_text(encoding="utf-8"))
    lives = {each.names[0].name: each.module for each in stub.body if isinstance(each, ast.ImportFrom) and each.module}
    kit = ast.parse((ROOT / "testing" / "__init__.py").read_text(encoding="utf-8"))
    lives |= {
        name.name: each.module.removeprefix("zoo.")
        for each in kit.body
        if isinstance(each, ast.ImportFrom) and each.module and each.module.startswith("zoo.")
        for name in each.names
    }
    files = {name: f"{module.replace('.', '/')}.py" for name, module in lives.items()} | RESULTS
    return {
        name: definition(ast.parse((ROOT / file).read_text(encoding="utf-8")), name) for name, file in files.items()
    }


def definition(tree: ast.Module, name: str) -> Definition | ast.Assign:
    """Where a name is defined; of an assignment, the docstring stands below it."""
    for each, below in zip(tree.body, [*tree.body[1:], None], strict=True):
        if isinstance(each, ast.FunctionDef | ast.ClassDef) and each.name == name:
            return with_fields(tree, each) if isinstance(each, ast.ClassDef) else each
        if isinstance(each, ast.Assign) and isinstance(each.targets[0], ast.Name) and each.targets[0].id == name:
            each.type_comment = below.value.value if isinstance(below, ast.Expr) else None  # type: ignore[attr-defined]
            return each
    raise LookupError(name)


def with_fields(tree: ast.Module, node: ast.ClassDef) -> ast.ClassDef:
    """Puts before the fields of a dataclass those of the one that it is made of, where that is no public name."""
    named = [base.id for base in node.bases if isinstance(base, ast.Name)] if node.decorator_list else []
    bases = set(named) - set(RESULTS)
    for base in (each for each in tree.body if isinstance(each, ast.ClassDef) and each.name in bases):
        at = 1 if ast.get_docstring(node) else 0
        node.body[at:at] = [each for each in base.body if isinstance(each, ast.AnnAssign)]
    return node


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


def test_every_public_name_is_described() -> None:
    found = public()
    assert len(found) >= 55
    lacking = [
        problem
        for name, node in found.items()
        for problem in (
            ([] if node.type_comment else [f"{name} has no docstring"])
            if isinstance(node, ast.Assign)
            else problems(name, node, made_by_others=name not in MADE_BY_THE_ZOO)
        )
    ]
    assert lacking == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("def f(): pass", ["m.f has no docstring"]),
        ('def f(a): """Does."""', ["m.f: a is not described"]),
        ('def f(a: np.ndarray): """Takes `a`, (N,)."""', ["m.f: a has no shape or no dtype"]),
        ('def f(a: float): """Takes `a`."""', ["m.f: a has no unit"]),
        ('def f() -> np.ndarray: """Gives."""', ["m.f returns arrays of no shape"]),
        ('def f():\n    """Does."""\n    raise ValueError("no")', ["m.f raises ValueError, and does not say so"]),
        ('class f:\n    """Is."""\n    def g(self): pass', ["m.f.g has no docstring"]),
        ('def f(a: np.ndarray, b: float):\n    """Does.\n\n    Args:\n        a: int8 (N,).\n        b: of 1."""', []),
    ],
)
def test_what_is_not_described_is_found(source: str, expected: list[str]) -> None:
    [node] = ast.parse(source).body
    assert isinstance(node, ast.FunctionDef | ast.ClassDef)
    assert list(problems("m.f", node)) == expected


def test_a_function_says_what_it_raises() -> None:
    [node] = ast.parse('def f(): """Does."""').body
    assert isinstance(node, ast.FunctionDef)
    assert list(problems("f", node)) == ["f does not say what it raises"]
