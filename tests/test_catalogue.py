"""The catalogue: where it is, what it may say, and that ours is sound."""

from __future__ import annotations

from pathlib import Path

import pytest

from zoo import catalogue
from zoo.errors import PluginError, UsageError


def test_ours_is_found_and_read() -> None:
    ours = catalogue.read(catalogue.path())
    assert set(ours.defaults) >= {"augmenter", "recipe", "validation"}
    assert set(ours.demo) >= {"dataset", "model", "augmenter"}


def test_a_wheels_catalogue_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "checkout" / "zoo"
    package.mkdir(parents=True)
    monkeypatch.setattr(catalogue, "__file__", str(package / "catalogue.py"))
    with pytest.raises(PluginError, match="missing"):
        catalogue.path()
    (package.parent / "registry.yaml").write_text("{}")
    with pytest.raises(PluginError, match="missing"):
        catalogue.path()  # beside a package that is no checkout, the file is somebody else's
    (package.parent / "pyproject.toml").write_text("")
    assert catalogue.path() == package.parent / "registry.yaml"
    (package / "registry.yaml").write_text("{}")
    assert catalogue.path() == package / "registry.yaml"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("presets: [", "expected"),
        ("prests: {}", "prests"),
        ("- a\n- b", "mapping"),
        ("presets: {modle: {}}", "Received: modle"),
        ("presets: {model: {Big: cnn}}", "Received: 'Big'"),
        ("presets: {model: {big: a+b}}", "Expected one model"),
        ("presets: {augmenter: {either: 'a,b'}}", "Expected one augmenter"),
        ("presets: {augmenter: {bad: 'A b'}}", "cannot be a name"),
        ("packages: {model: {'': zoo-x}}", "Received: ''"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, text: str, reason: str) -> None:
    file = tmp_path / "registry.yaml"
    file.write_text(text)
    with pytest.raises(UsageError, match=r"registry\.yaml cannot be read") as caught:
        catalogue.read(file)
    assert reason in str(caught.value.cause)


def test_an_empty_catalogue_is_one(tmp_path: Path) -> None:
    (tmp_path / "registry.yaml").write_text("")
    assert catalogue.read(tmp_path / "registry.yaml") == catalogue.Catalogue()
