"""The code behind a component: which modules it is, wherever they lie, and what is said where it cannot be read."""

from __future__ import annotations

import hashlib
import importlib
import itertools
import py_compile
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from zoo.experiments import component_code
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
    sources = component_code.hashes(_component(package), "nobody")
    name = package.name
    needed = {f"{name}.net", f"{name}.parts", f"{name}.parts.blocks", f"{name}.shared", f"{name}.late"}
    assert needed <= set(sources)
    assert set(sources) <= {*needed, name}
    assert sources[f"{name}.shared"] == hashlib.sha256(b"SHARED = 1\n").hexdigest()


def test_what_is_imported_late_is_not_imported_for_this(package: Path) -> None:
    component_code.hashes(_component(package), "nobody")
    assert f"{package.name}.late" not in sys.modules


def test_components_of_one_package_do_not_share_all_sources() -> None:
    registry = load()
    cnn6, mlp = (component_code.hashes(registry.component("model", name), "keras-zoo") for name in ("cnn6", "mlp"))
    assert set(cnn6) != set(mlp)


Install = Callable[..., str]
NET = "import {helper}\ndef build(input_shape, num_classes): return {helper}.VALUE\n"


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Lays out a distribution of two top-level modules in a folder of a given name; returns the first one's name."""
    names: list[str] = []

    def install(folder: str, form: str = "py", *, record: bool = False, value: int = 1) -> str:
        site, name = tmp_path / folder, f"made_{next(NUMBERS)}"
        helper = f"{name}_helper"
        info = site / f"{name}-1.0.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        if record:
            (info / "RECORD").write_text(f"{name}.py,,\n{helper}.py,,\n")
        sources = {name: NET.format(helper=helper), helper: f"VALUE = {value}\n"}
        monkeypatch.syspath_prepend(str(LAY[form](site, sources)))
        names.extend(sources)
        return name

    yield install
    for name in names:
        sys.modules.pop(name, None)


def lay_sources(site: Path, sources: dict[str, str]) -> Path:
    for name, text in sources.items():
        (site / f"{name}.py").write_text(text)
    return site


def lay_archive(site: Path, sources: dict[str, str]) -> Path:
    with zipfile.ZipFile(site / "all.zip", "w") as archive:
        for name, text in sources.items():
            archive.writestr(f"{name}.py", text)
    return site / "all.zip"


def lay_compiled(site: Path, sources: dict[str, str]) -> Path:
    lay_sources(site, sources)
    for name in sources:
        py_compile.compile(str(site / f"{name}.py"), cfile=str(site / f"{name}.pyc"))
        (site / f"{name}.py").unlink()
    return site


LAY = {"py": lay_sources, "zip": lay_archive, "pyc": lay_compiled}


def hashes(name: str) -> component_code.Hashes:
    return component_code.hashes(Model(name="net", summary="a net", build=importlib.import_module(name).build), name)


@pytest.mark.parametrize("form", LAY)
def test_another_module_of_the_distribution_counts_whatever_form_it_has(install: Install, form: str) -> None:
    name = install("src", form)
    found = hashes(name)
    assert set(found) == {name, f"{name}_helper"}
    assert all(found.values())


@pytest.mark.parametrize("form", LAY)
def test_a_change_of_it_changes_its_hash(install: Install, form: str) -> None:
    first, second = install("one", form, value=1), install("two", form, value=2)
    assert hashes(first)[f"{first}_helper"] != hashes(second)[f"{second}_helper"]


def test_the_list_of_files_says_what_is_of_a_distribution_where_many_lie_together(install: Install) -> None:
    listed, unlisted = install("site-packages", record=True), install("two/site-packages")
    assert set(hashes(listed)) == {listed, f"{listed}_helper"}
    assert set(hashes(unlisted)) == {unlisted}


def test_what_other_distributions_hold_does_not_count(package: Path) -> None:
    (package / "net.py").write_text("import numpy, zoo, json\ndef build(input_shape, num_classes): ...\n")
    assert {name.split(".")[0] for name in component_code.hashes(_component(package), "nobody")} == {package.name}


@pytest.mark.parametrize("module", [None, "__main__", "a_module_that_nobody_has", "builtins"])
def test_code_that_cannot_be_read_is_unknown_and_not_nothing(module: str | None) -> None:
    def build(input_shape: object, num_classes: int) -> None: ...

    build.__module__ = module  # type: ignore[assignment]
    found = component_code.hashes(Model(name="net", summary="a net", build=build), "nobody")
    assert list(found.values()) == [None]
