"""What may be imported where: the light commands stay light, the layers point down, and the core names no component."""

from __future__ import annotations

import ast
import dataclasses
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from zoo.experiments.registry import load
from zoo.plugin.components import KINDS
from zoo.site.content import ExperimentPage
from zoo.store import Store

ROOT = Path(__file__).parent.parent
HEAVY = ("tensorflow", "keras")
NEVER = (*HEAVY, "fsspec", "numpy", "pydantic", "scipy.stats", "matplotlib", "alembic")
STORED = (*HEAVY, "fsspec", "pydantic", "scipy.stats", "matplotlib", "alembic")

HOOK = """
import sys

class Forbid:
    def find_spec(self, name, path=None, target=None):
        if any(name == heavy or name.startswith(heavy + ".") for heavy in {forbidden!r}):
            raise SystemExit(f"imported {{name}}")

sys.meta_path.insert(0, Forbid())
from zoo.cli.program import run
sys.exit(run({arguments!r}))
"""


def _run(forbidden: tuple[str, ...], arguments: list[str]) -> subprocess.CompletedProcess[str]:
    script = HOOK.format(forbidden=forbidden, arguments=arguments)
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("arguments", "forbidden"),
    [
        (["--help"], (*NEVER, "pluggy", "yaml", "tabulate", "zoo_classics", "rich", "sqlalchemy")),
        (["run", "--help"], NEVER),
        (["preview", "--help"], NEVER),
        (["list"], (*NEVER, "tabulate", "rich", "sqlalchemy")),
        (["list", "models", "--json"], NEVER),
        (["show", "cnn6"], NEVER),
        (["show", "image-folder", "--json"], NEVER),
        (["show", "article-shift-flip"], NEVER),
        (["show", "off-center"], NEVER),
        (["plugins"], NEVER),
        (["runs"], STORED),
        (["logs", "--help"], (*NEVER, "sqlalchemy")),
        (["gc", "--dry-run"], NEVER),
        (["rm", "--help"], (*NEVER, "sqlalchemy")),
        (["probe", "--help"], (*NEVER, "sqlalchemy")),
        (["evaluate", "--help"], (*NEVER, "sqlalchemy")),
        (["card", "--help"], (*NEVER, "sqlalchemy")),
        (["report", "--help"], (*NEVER, "sqlalchemy")),
        (["predict", "--help"], (*NEVER, "sqlalchemy")),
        (["export", "--help"], (*NEVER, "sqlalchemy")),
        (["store", "check"], STORED),
        (["check", "--list"], HEAVY),
        (["check", "--help"], (*NEVER, "sqlalchemy")),
        (["store", "backup"], NEVER),
        (["leaderboard"], STORED),
        (["leaderboard", "--from", str(ROOT / "docs" / "leaderboard.json")], (*HEAVY, "sqlalchemy", "matplotlib")),
        (["verify", "--from", str(ROOT / "docs" / "article.json")], (*HEAVY, "sqlalchemy", "matplotlib")),
    ],
    ids=" ".join,
)
def test_light_commands_never_import_what_is_heavy(arguments: list[str], forbidden: tuple[str, ...]) -> None:
    Store.open()
    done = _run(forbidden, arguments)
    assert "imported" not in done.stderr
    assert done.returncode == 0, done.stderr


def test_a_site_is_written_without_what_is_heavy(tmp_path: Path) -> None:
    export = str(ROOT / "docs" / "leaderboard.json")
    done = _run((*HEAVY, "matplotlib", "alembic"), ["report", "--from", export, "-o", str(tmp_path / "site")])
    assert "imported" not in done.stderr
    assert done.returncode == 0, done.stderr


def test_the_hook_does_forbid() -> None:
    assert "imported yaml" in _run(("yaml",), ["list"]).stderr


def test_importing_zoo_imports_nothing_else() -> None:
    code = "import sys; before = set(sys.modules); import zoo; print(*sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not [name for name in done.stdout.split() if name.startswith(("zoo.", "click", "pluggy", "numpy"))]


def test_asking_for_what_python_calls_imports_nothing_heavy() -> None:
    names = "zoo.run, zoo.runs, zoo.leaderboard, zoo.dataset, zoo.preview, zoo.report"
    code = f"import sys, zoo; {names}; zoo.runs(), print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {*STORED, "rich", "PIL", "IPython"} & set(done.stdout.split())


def test_every_public_name_is_there_and_dir_shows_them() -> None:
    import zoo

    assert dir(zoo) == sorted(zoo.__all__)
    assert {"Model", "hookimpl", "Pool", "track"} <= set(dir(zoo))
    assert all(getattr(zoo, name) is not None for name in zoo.__all__)
    with pytest.raises(AttributeError, match="nothing"):
        zoo.nothing  # noqa: B018 - the access is the test


@pytest.mark.parametrize(
    ("old", "new"), [("Happened", "TaskEvent"), ("Launch", "LaunchConfig"), ("write_whole", "atomic_write")]
)
def test_a_name_of_before_still_works_and_says_the_new_one(old: str, new: str) -> None:
    import zoo

    with pytest.warns(DeprecationWarning, match=f"zoo.{old} is called zoo.{new} now"):
        assert getattr(zoo, old) is getattr(zoo, new)


FILES = sorted((ROOT / "zoo").rglob("*.py"))


def _module(file: Path) -> str:
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def _imports(file: Path, *, typing: bool = False) -> Iterator[tuple[str, bool]]:
    """Yields what a file imports, and whether when it is imported itself; `typing`: what only checkers need too."""
    modules = {_module(other) for other in FILES}

    def visit(node: ast.AST, eager: bool) -> Iterator[tuple[str, bool]]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING" and not typing:
                continue
            if isinstance(child, ast.Import):
                yield from ((alias.name, eager) for alias in child.names)
            elif isinstance(child, ast.ImportFrom):
                assert not child.level, f"{file} imports relatively"
                named = [f"{child.module}.{alias.name}" for alias in child.names]
                yield from ((name if name in modules else str(child.module), eager) for name in named)
            else:
                yield from visit(child, eager and not isinstance(child, ast.FunctionDef))

    return visit(ast.parse(file.read_text(encoding="utf-8")), True)


@pytest.mark.parametrize("file", FILES, ids=_module)
def test_few_rooms_import_keras(file: Path) -> None:
    heavy = {name for name, _ in _imports(file) if name.split(".")[0] in HEAVY}
    allowed = _module(file).startswith(
        ("zoo.training", "zoo.inspection", "zoo.serving", "zoo.testing", "zoo.plugin.keras_layers")
    )
    assert allowed or not heavy, f"{_module(file)} imports {heavy}"


def test_the_core_names_no_component() -> None:
    """A component's name as a whole text in the core's code would be a branch on it; prose is free, and so is the name
    of a part of a page."""
    registry = load()
    presets = registry.catalogue.presets
    names = {name for kind in KINDS for name in [*registry.names(kind), *presets.get(kind, {})]}
    names -= {"none", *(field.name for field in dataclasses.fields(ExperimentPage))}
    for file in FILES:
        texts = {node.value for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Constant)}
        assert not names & {text for text in texts if isinstance(text, str)}, file


def test_a_worker_which_writes_no_database_imports_none():
    script = "import sys, zoo.execution.local.child, zoo.training.worker; sys.exit('sqlalchemy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
