"""`zoo new`: what it writes and prints, and what it refuses without touching anything."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import strangers
from zoo.cli import program

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty working directory; what is imported from there is forgotten."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    yield folder
    for name in [name for name in sys.modules if name.startswith("zoo_flowers")]:
        del sys.modules[name]


def written(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def refused(capsys: Capture, *arguments: str) -> str:
    """What is said where it refuses; six lines at most, and nothing on stdout."""
    assert program.run(["new", *arguments]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert len(captured.err.splitlines()) <= 6
    return captured.err


def test_all_four_kinds_are_written_and_nothing_else(here: Path, capsys: Capture) -> None:
    assert program.run(["new", "zoo-flowers"]) == 0
    assert [path.name for path in here.iterdir()] == ["zoo-flowers"]
    assert written(here / "zoo-flowers") == {
        *(f"src/zoo_flowers/{name}.py" for name in ("__init__", "dataset", "model", "augmenter", "recipe")),
        *("pyproject.toml", "README.md", ".gitignore", "tests/test_components.py", ".github/workflows/tests.yml"),
    }
    said = capsys.readouterr().out
    assert "Wrote zoo-flowers/ with a dataset, a model, an augmenter and a recipe. Next:" in said
    assert "\n  zoo run -d flowers-dataset -m flowers-model -a flowers-augmenter -r flowers-recipe\n" in said


def test_only_what_is_asked_for_is_written(here: Path, capsys: Capture) -> None:
    assert program.run(["new", "zoo-flowers", "--model", "--recipe"]) == 0
    assert {name for name in written(here) if "src" in name} == {
        f"zoo-flowers/src/zoo_flowers/{name}.py" for name in ("__init__", "model", "recipe")
    }
    assert "with a model and a recipe." in capsys.readouterr().out


@pytest.mark.parametrize("kinds", [["--dataset"], ["--model"], ["--augmenter"], ["--recipe"]])
def test_any_part_can_be_planned_with_what_the_demo_trains(
    kinds: list[str], here: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    assert program.run(["new", "zoo-flowers", *kinds]) == 0
    lines = capsys.readouterr().out.splitlines()
    words = next(line.split()[1:] for line in lines if line.strip().startswith("zoo run"))
    monkeypatch.syspath_prepend(str(here / "zoo-flowers" / "src"))
    entry = here / "zoo-flowers" / "src" / "zoo_flowers-0.1.0.dist-info"
    entry.mkdir()
    (entry / "METADATA").write_text("Metadata-Version: 2.1\nName: zoo-flowers\nVersion: 0.1.0\n")
    (entry / "entry_points.txt").write_text("[zoo]\nflowers = zoo_flowers\n")
    assert program.run([*words, "--dry-run", "--no-probe"]) == 0
    assert f"flowers-{kinds[0][2:]}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "says", "suggests"),
    [
        ("My Flowers", "cannot be the name of a package", "my-flowers"),
        ("zoo_flowers", "cannot be the name of a package", "zoo-flowers"),
        ("plugins/flowers", "cannot be the name of a package", "flowers"),
        ("../flowers", "cannot be the name of a package", "flowers"),
        ("2d", "cannot be the name of a package", "zoo-2d"),
        ("", "cannot be the name of a package", "zoo-plugin"),
        (f"zoo-{'long-' * 6}name", "It is at most 30 small letters", "zoo-long-long-long-lon"),
        ("ÄÖ\x1b[31m", "cannot be the name of a package", "zoo-31m"),
        ("class", "Python cannot import what is called 'class'", "zoo-class"),
        ("json", "Python has a module json already", "zoo-json"),
        ("zoo", "Python has a module zoo already", "zoo-zoo"),
        ("zoo-classics", "Python has a module zoo_classics already", "zoo-classics-2"),
        ("keras-zoo", "A package keras-zoo is installed", "zoo-keras-zoo"),
    ],
)
def test_a_name_that_cannot_be_is_refused_with_one_that_can(
    name: str, says: str, suggests: str, here: Path, capsys: Capture
) -> None:
    error = refused(capsys, name, "--model")
    assert says in error
    assert f"Try: zoo new {suggests} --model\n" in error
    assert list(here.iterdir()) == []
    assert program.run(["new", suggests, "--model"]) == 0


@pytest.mark.parametrize("there", ["folder", "empty folder", "file", "link to nowhere"])
def test_what_is_there_is_left_as_it_is(there: str, here: Path, capsys: Capture) -> None:
    place = here / "zoo-flowers"
    if there == "file":
        place.write_text("mine")
    elif there == "link to nowhere":
        place.symlink_to("nowhere")
    else:
        place.mkdir()
        (place / "mine").write_text("mine") if there == "folder" else None
    before = (written(here), os.lstat(place).st_mtime_ns)
    error = refused(capsys, "zoo-flowers")
    assert "zoo-flowers is there already." in error
    assert "Try: zoo new zoo-flowers-2\n" in error
    assert (written(here), os.lstat(place).st_mtime_ns) == before


def test_a_name_that_a_component_has_is_refused(install: object, here: Path, capsys: Capture) -> None:
    install("zoo-other", {"x": "zoo_other"}, zoo_other=strangers.good("flowers-model"))  # type: ignore[operator]
    assert "There is a model 'flowers-model' already." in refused(capsys, "zoo-flowers")
    assert program.run(["new", "zoo-flowers", "--dataset"]) == 0


def test_a_folder_that_cannot_be_written_is_an_error_in_words(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    def full(self: Path, *arguments: object, **named: object) -> int:
        raise OSError(28, "No space left on device", str(self))

    monkeypatch.setattr(Path, "write_text", full)
    assert program.run(["new", "zoo-flowers"]) == 5
    assert "No space left on device" in capsys.readouterr().err
    assert list(here.iterdir()) == []
