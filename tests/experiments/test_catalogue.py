"""The catalogue: where it is, what it may say, and that ours is sound."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from zoo.errors import PluginError, UsageError
from zoo.experiments import catalogue, registry
from zoo.experiments.request import RunRequest


def test_ours_is_found_and_read() -> None:
    ours = catalogue.read(catalogue.path())
    assert set(ours.defaults) >= {"augmenter", "recipe", "validation"}
    assert set(ours.demo) >= {"dataset", "model", "augmenter"}


def test_a_wheels_catalogue_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "checkout" / "zoo"
    package.mkdir(parents=True)
    monkeypatch.setattr(catalogue, "__file__", str(package / "experiments" / "catalogue.py"))
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
        ("prests: {}", "Received: prests"),
        ("origins: {}", "Received: origins"),
        ("- a\n- b", "mapping"),
        ("presets: [model]", "mapping"),
        ("presets: {model: [big]}", "mapping"),
        ("presets: {model: {big: 3}}", "Expected text. Received: 3"),
        ("defaults: {recipie: fast}", "Did you mean recipe?"),
        ("defaults: {validation: 3}", "'3' is not a fraction"),
        ("demo: {dataset: {}}", "Expected text, a number or a list"),
        ("suites: {big: {dataset: dots}}", "A run of the suite 'big' has no `model`."),
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


@pytest.mark.parametrize("text", ["", "suites:\npresets:\n  model:\n"])
def test_an_empty_catalogue_is_one(tmp_path: Path, text: str) -> None:
    (tmp_path / "registry.yaml").write_text(text)
    assert catalogue.read(tmp_path / "registry.yaml") == catalogue.Catalogue()


def test_what_is_no_text_is_said(tmp_path: Path) -> None:
    (tmp_path / "registry.yaml").write_bytes(b"\xff\xfe")
    with pytest.raises(UsageError, match=r"registry\.yaml cannot be read"):
        catalogue.read(tmp_path / "registry.yaml")


NEARER = """
defaults: {recipe: slow}
demo: {model: net}
presets: {augmenter: {shift-flip: flip+shift, near: shift}, dataset: {mine: "image-folder:path=photos"}}
suites: {near: {dataset: dots, model: net}}
packages: {model: {vit: zoo-vit}}
"""


def test_the_working_directorys_is_laid_over_ours_name_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = catalogue.load()
    (tmp_path / "registry.yaml").write_text(NEARER)
    monkeypatch.chdir(tmp_path)
    both = catalogue.load()
    assert both.defaults == {**ours.defaults, "recipe": "slow"}
    assert both.demo == {**ours.demo, "model": "net"}
    assert both.presets["augmenter"] == {**ours.presets["augmenter"], "shift-flip": "flip+shift", "near": "shift"}
    assert both.presets["dataset"] == {"mine": "image-folder:path=photos"}
    assert set(both.suites) == {*ours.suites, "near"}
    assert both.packages == {**ours.packages, "model": {"vit": "zoo-vit"}}


def test_the_documented_one_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "catalogue.md").read_text()
    text, *_ = re.findall(r"^```yaml\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    (tmp_path / "zoo.yaml").write_text(text)
    monkeypatch.chdir(tmp_path)
    known = registry.load()
    assert len(RunRequest(suite="photos").compose(known).experiments) == 12
    assert known.catalogue.packages["model"] == {"vit": "zoo-vit"}


def test_each_name_knows_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "registry.yaml").write_text(NEARER)
    monkeypatch.chdir(tmp_path)
    both = catalogue.load()
    here, ours = tmp_path / "registry.yaml", catalogue.path()
    assert both.origin("presets", "augmenter", "shift-flip") == both.origin("suites", "near") == here
    assert both.origin("presets", "augmenter", "crop-flip") == both.origin("defaults", "validation") == ours
    assert both.local("presets", "augmenter", "shift-flip")
    assert not both.local("presets", "augmenter", "crop-flip")
    assert not both.local("presets", "augmenter", "unheard-of")


@pytest.mark.parametrize(
    "text",
    [
        "version: 0.1\nstorage:\n  filesystem: {}\n",  # that of a Docker registry
        "presets: {}\nspec: 1\n",
        "packages:\n- name: left-pad\n",
        "- one\n- two\n",
        "{{ helm }}\n--- \n: : :\n",
        "\x00\xff",
    ],
)
def test_somebody_elses_registry_is_left_alone_with_a_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    ours = catalogue.load()
    (tmp_path / "registry.yaml").write_bytes(text.encode("latin-1"))
    monkeypatch.chdir(tmp_path)
    found = catalogue.load()
    assert str(found.note).startswith(f"{tmp_path / 'registry.yaml'} is left alone: it ")
    assert "\n" not in str(found.note)
    assert replace(found, note=None) == ours


@pytest.mark.parametrize("text", ["suites: {s: []}", "presets:\ndemo:\npresets:\n", "presets: {{ x }}"])
def test_a_registry_that_is_ours_and_wrong_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    (tmp_path / "registry.yaml").write_text(text)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match=r"registry\.yaml cannot be read"):
        catalogue.load()


def test_a_registry_that_cannot_be_read_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "registry.yaml").write_text("presets: {}")
    monkeypatch.chdir(tmp_path)

    def refuse(*given: object, **named: object) -> None:
        raise PermissionError

    monkeypatch.setattr(catalogue, "open", refuse, raising=False)
    assert "is left alone" in str(catalogue.load().note)


def test_a_zoo_yaml_is_always_ours_and_the_only_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "registry.yaml").write_text(NEARER)
    (tmp_path / "zoo.yaml").write_text("defaults: {recipe: slower}")
    monkeypatch.chdir(tmp_path)
    found = catalogue.load()
    assert found.defaults["recipe"] == "slower"
    assert "near" not in found.suites
    (tmp_path / "zoo.yaml").write_text("prests: {}")
    with pytest.raises(UsageError, match=r"zoo\.yaml cannot be read"):
        catalogue.load()


def test_a_worker_does_not_look_into_its_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = catalogue.load()
    (tmp_path / "zoo.yaml").write_text("this: [cannot be read")
    monkeypatch.chdir(tmp_path)
    assert catalogue.load(local=False) == ours


def test_the_same_file_is_not_laid_over_itself(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(catalogue.path().parent)
    there = catalogue.load()
    monkeypatch.chdir(tmp_path)
    assert catalogue.load() == there
    (tmp_path / "registry.yaml").symlink_to(catalogue.path())
    assert catalogue.load() == there
