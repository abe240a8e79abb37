"""Versions and requirements, and what the environment and this directory change."""

from __future__ import annotations

import importlib.metadata
from pathlib import Path
from types import SimpleNamespace

import pytest

import zoo
from zoo.errors import UsageError
from zoo.health import installation


def test_what_is_installed_is_as_required() -> None:
    found = list(installation.versions())
    assert {each.state for each in found} == {"ok"}
    assert found[0].found.startswith(f"{zoo.__version__}, Python 3.")
    assert "keras 3." in found[1].found


def test_each_library_that_is_not_as_required(monkeypatch: pytest.MonkeyPatch) -> None:
    requires = [
        "numpy>=99",
        "zoo-nowhere>=1.2",
        "mlflow; extra == 'mlflow'",
        "winonly; sys_platform == 'win32'",
        "click",
    ]
    made = SimpleNamespace(version="1.0", requires=requires, metadata={"Requires-Python": ">=99"})
    known = importlib.metadata.distribution
    monkeypatch.setattr(importlib.metadata, "distribution", lambda name: made if name == "keras-zoo" else known(name))
    _, python, numpy, nowhere, libraries = installation.versions()
    assert (python.state, libraries.state) == ("warning", "ok")
    assert numpy.found.endswith(" is not >=99")
    assert (numpy.state, numpy.remedy) == ("problem", "zoo install 'numpy>=99'")
    assert (nowhere.found, nowhere.remedy) == ("zoo-nowhere is not installed", "zoo install 'zoo-nowhere>=1.2'")


def test_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ZOO_PLUGINS", "none")
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    assert {"ZOO_PLUGINS=none", "OMP_NUM_THREADS=3"} <= set(next(installation.settings()).found.split())
    (tmp_path / "registry.yaml").write_text("services: {}\n")
    assert [each.state for each in installation.settings()] == ["ok", "warning"]
    (tmp_path / "zoo.yaml").write_text("presets: {model: {mine: 'cnn6:dropout=0'}}\n")
    assert [each.found for each in installation.settings()][1:] == [
        f"{tmp_path / 'zoo.yaml'} is laid over the zoo's own names"
    ]
    (tmp_path / "zoo.yaml").write_text("presets: [")
    with pytest.raises(UsageError):
        list(installation.settings())
