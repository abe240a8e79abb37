"""The files of a new package: what they name agrees, and each is what its reader takes."""

from __future__ import annotations

import ast
import itertools
import tomllib
from pathlib import Path

import pytest
import yaml

import zoo
from zoo.plugin.components import PARTS
from zoo.scaffold import names
from zoo.scaffold.package import Package
from zoo.testing.any_kind import descriptions

SUBSETS = [kinds for size in range(1, 5) for kinds in itertools.combinations(PARTS, size)]


@pytest.mark.parametrize(
    ("name", "module", "prefix"),
    [
        ("zoo-flowers", "zoo_flowers", "flowers"),
        ("flowers", "flowers", "flowers"),
        ("my-zoo-flowers", "my_zoo_flowers", "my-zoo-flowers"),
        ("zoo-2d", "zoo_2d", "zoo-2d"),
    ],
)
def test_names_follow_from_the_packages(name: str, module: str, prefix: str) -> None:
    package = Package(name=name)
    assert (package.module, package.prefix) == (module, prefix)
    assert package.component("model") == f"{prefix}-model"


def test_what_it_brings_is_said_in_words() -> None:
    assert Package(name="x").brings == "a dataset, a model, an augmenter and a recipe"
    assert Package(name="x", kinds=["model", "augmenter"]).brings == "a model and an augmenter"
    assert Package(name="x", kinds=["recipe"]).brings == "a recipe"


@pytest.mark.parametrize("kinds", SUBSETS, ids="-".join)
def test_the_plugin_returns_what_the_modules_define(kinds: tuple[str, ...]) -> None:
    files = dict(Package(name="zoo-flowers", kinds=kinds).files("zoo run"))
    plugin = ast.parse(files["src/zoo_flowers/__init__.py"])
    assert f"\nzoo_interface = {zoo.INTERFACE}  #" in files["src/zoo_flowers/__init__.py"]
    hooks = {node.name for node in plugin.body if isinstance(node, ast.FunctionDef)}
    assert hooks == {f"zoo_{kind}s" for kind in kinds}
    modules = {node.module for node in plugin.body if isinstance(node, ast.ImportFrom)}
    assert modules == {f"zoo_flowers.{kind}" for kind in kinds}
    for kind in kinds:
        module = ast.parse(files[f"src/zoo_flowers/{kind}.py"])
        defined = {ast.unparse(node.targets[0]) for node in module.body if isinstance(node, ast.Assign)}
        assert kind.upper() in defined
        assert f'name="flowers-{kind}"' in files[f"src/zoo_flowers/{kind}.py"]


def test_every_file_is_what_its_reader_takes() -> None:
    files = dict(Package(name="zoo-flowers").files("zoo run -d flowers-dataset"))
    project = tomllib.loads(files["pyproject.toml"])
    assert project["project"]["name"] == "zoo-flowers"
    assert project["project"]["entry-points"]["zoo"] == {"flowers": "zoo_flowers"}
    job = yaml.safe_load(files[".github/workflows/tests.yml"])["jobs"]["tests"]
    assert job["steps"][1]["with"]["python-version"] == "${{ matrix.python }}"
    assert "\nzoo run -d flowers-dataset\n" in files["README.md"]
    assert all(text.endswith("\n") and not text.endswith("\n\n") for text in files.values())
    assert not [path for path, text in files.items() if "$" in text.replace("${{", "")]


def test_all_files_are_written_or_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Package, "files", lambda self, run: iter([("a.txt", "a"), ("b.txt", None)]))
    with pytest.raises(TypeError):
        Package(name="zoo-flowers").write(tmp_path, "zoo run")
    assert list(tmp_path.iterdir()) == []


def test_what_appears_meanwhile_is_kept(tmp_path: Path) -> None:
    (tmp_path / "zoo-flowers").mkdir()
    (tmp_path / "zoo-flowers" / "mine").write_text("mine")
    with pytest.raises(OSError, match="not empty"):
        Package(name="zoo-flowers").write(tmp_path, "zoo run")
    assert [str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*")] == ["zoo-flowers", "zoo-flowers/mine"]


def test_the_longest_name_leaves_room_for_the_components() -> None:
    package = Package(name="z" * names.LONGEST)
    assert max(len(package.component(kind)) for kind in PARTS) <= descriptions.LONGEST_NAME
