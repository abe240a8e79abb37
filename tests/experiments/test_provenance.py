"""Provenance: which source files stand behind a component, and what of the machine is recorded."""

from __future__ import annotations

import hashlib
import importlib
import itertools
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from zoo.experiments import provenance
from zoo.experiments.experiment import compose
from zoo.experiments.registry import load
from zoo.plugin.components import Component, Model

NUMBERS = itertools.count()


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package of several files, one of which nothing imports; of a new name each time, since answers are kept."""
    folder = tmp_path / f"made_package_{next(NUMBERS)}"
    (folder / "parts").mkdir(parents=True)
    (folder / "__init__.py").write_text("")
    (folder / "net.py").write_text(
        "import json\n"
        "from .parts import blocks\n"
        "def build(input_shape, num_classes):\n"
        f"    from {folder.name}.late import LATE\n"
    )
    (folder / "parts" / "__init__.py").write_text("")
    (folder / "parts" / "blocks.py").write_text("from ..shared import SHARED\n")
    (folder / "shared.py").write_text("SHARED = 1\n")
    (folder / "late.py").write_text("LATE = 1\n")
    (folder / "unrelated.py").write_text("raise ImportError('nobody asked for this')\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield folder
    for name in [name for name in sys.modules if name.split(".")[0] == folder.name]:
        del sys.modules[name]


def _component(package: Path) -> Component:
    return Model(name="net", summary="a net", build=importlib.import_module(f"{package.name}.net").build)


def test_the_sources_are_what_the_callables_need_of_their_own_package(package: Path) -> None:
    sources = provenance.component_sources(_component(package))
    name = package.name
    needed = {f"{name}.net", f"{name}.parts", f"{name}.parts.blocks", f"{name}.shared", f"{name}.late"}
    assert needed <= set(sources)
    assert set(sources) <= {*needed, name}
    assert sources[f"{name}.shared"] == hashlib.sha256(b"SHARED = 1\n").hexdigest()


def test_what_is_imported_late_is_not_imported_for_this(package: Path) -> None:
    provenance.component_sources(_component(package))
    assert f"{package.name}.late" not in sys.modules


def test_the_hash_changes_with_a_source_and_not_with_a_version() -> None:
    def code(version: str, digest: str) -> dict[str, dict[str, object]]:
        return {"model:net": {"distribution": "d", "version": version, "sources": {"net": digest}}}

    assert provenance.code_hash(code("1.0", "a")) == provenance.code_hash(code("2.0", "a"))
    assert provenance.code_hash(code("1.0", "a")) != provenance.code_hash(code("1.0", "b"))


def test_the_code_of_an_experiment_names_every_component_and_its_provider() -> None:
    registry = load()
    (made,) = compose(registry, dataset="digits", model="mlp", augmenter="shift+flip", recipe="fast")
    code = provenance.experiment_code(registry, made)
    assert list(code) == ["dataset:digits", "model:mlp", "augmenter:shift", "augmenter:flip", "recipe:fast"]
    assert all(entry["distribution"] == "keras-zoo" and entry["sources"] for entry in code.values())
    assert not any(name.split(".")[0] == "zoo" for entry in code.values() for name in entry["sources"])


def test_components_of_one_package_do_not_share_all_sources() -> None:
    registry = load()
    cnn6, mlp = (provenance.component_sources(registry.component("model", name)) for name in ("cnn6", "mlp"))
    assert set(cnn6) != set(mlp)


def test_the_environment_is_described() -> None:
    described = provenance.environment(threads=3)
    assert described["threads"] == 3
    assert described["libraries"]["keras"]
    assert described["cpu"]
    assert "tensorflow" in described["libraries"]
