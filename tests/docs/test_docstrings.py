"""Public names have docstrings that say what each argument is, with shapes, units, errors. Nothing is imported."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.docs.docstrings import Definition, problems

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


def test_every_public_name_is_described() -> None:
    found = public()
    assert len(found) >= 60
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
