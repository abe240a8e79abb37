"""The distribution: what the wheel holds, and that it works from any directory, installed or editable."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
pytestmark = pytest.mark.skipif(not (ROOT / "pyproject.toml").exists(), reason="needs the checkout")


def run(*command: str | Path, cwd: Path) -> str:
    """Returns what the command prints, and fails the test with all of it where it exits with another status than 0."""
    done = subprocess.run([str(word) for word in command], cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist and the wheel that was built from it."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    return folder


@pytest.fixture(scope="module")
def wheel(dist: Path) -> Path:
    return next(dist.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scripts of an environment that holds the wheel, and sees this one's libraries but not the checkout."""
    folder = tmp_path_factory.mktemp("venv")
    venv.create(folder, symlinks=True, with_pip=False)
    python = folder / "bin" / "python"
    run(sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", wheel, cwd=folder)
    libraries = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder).strip())
    (libraries / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder / "bin"


def tracked(folder: str) -> set[str]:
    """The files below a folder of the checkout that belong to it."""
    files = (ROOT / folder).rglob("*")
    return {str(path.relative_to(ROOT)) for path in files if path.is_file() and "__pycache__" not in path.parts}


def test_the_wheel_holds_every_file_of_the_packages(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    assert tracked("zoo") <= inside
    assert {name.removeprefix("plugins/") for name in tracked("plugins")} <= inside


def test_the_wheel_holds_the_catalogue_and_nothing_foreign(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    assert archive.read("zoo/registry.yaml") == (ROOT / "registry.yaml").read_bytes()
    tops = {name.split("/")[0] for name in archive.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {
        *("zoo", "zoo_classics", "zoo_local", "zoo_mlflow", "zoo_probes", "zoo_ray", "zoo_speed", "zoo_tensorboard")
    }


def test_the_wheel_names_its_plugins_and_its_command(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    name = next(name for name in archive.namelist() if name.endswith("entry_points.txt"))
    assert archive.read(name).decode().split("\n\n") == [
        "[console_scripts]\nzoo = zoo.cli:main",
        "[zoo]\nclassics = zoo_classics\nlocal = zoo_local\nmlflow = zoo_mlflow\nprobes = zoo_probes\nray = zoo_ray\n"
        "speed = zoo_speed\ntensorboard = zoo_tensorboard\n",
    ]


def test_the_wheel_of_the_sdist_is_the_wheel_of_the_checkout(wheel: Path, tmp_path: Path) -> None:
    run(sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", tmp_path, ROOT, cwd=tmp_path)
    direct = zipfile.ZipFile(tmp_path / wheel.name)
    assert sorted(direct.namelist()) == sorted(zipfile.ZipFile(wheel).namelist())


def test_the_sdist_can_be_tested(dist: Path) -> None:
    with tarfile.open(next(dist.glob("*.tar.gz"))) as archive:
        inside = {name.partition("/")[2] for name in archive.getnames()}
    assert {"pyproject.toml", "registry.yaml", "LICENSE", "README.md", "Makefile", "tests/test_packaging.py"} <= inside
    assert {str(path.relative_to(ROOT)) for path in (ROOT / "examples").glob("*/*.*")} <= inside


def test_an_installed_wheel_works_from_any_directory(installed: Path, tmp_path: Path) -> None:
    where = run(installed / "python", "-c", "import zoo, zoo_classics; print(zoo.__file__)", cwd=tmp_path)
    assert where.startswith(str(installed.parent))
    listed = run(installed / "zoo", "list", cwd=tmp_path)
    assert "cnn6" in listed
    assert "shift-flip" in listed  # a preset: the catalogue inside the wheel was found
    assert "0.1.0" in run(installed / "zoo", "--version", cwd=tmp_path)


def test_an_installed_wheel_writes_sites(installed: Path, tmp_path: Path) -> None:
    run(installed / "zoo", "report", "--from", ROOT / "docs" / "leaderboard.json", cwd=tmp_path)
    assert {path.name for path in (tmp_path / "site").iterdir()} >= {
        "index.html",
        "experiments",
        "components",
        "assets",
    }
    shipped = {path.name for path in (ROOT / "zoo" / "site" / "assets").iterdir()}
    assert shipped == {path.name for path in (tmp_path / "site" / "assets").iterdir()}


def test_the_licence_of_what_is_shipped_of_others_is_named(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    metadata = archive.read(next(name for name in archive.namelist() if name.endswith("/METADATA"))).decode()
    assert "License-File: zoo/site/assets/uplot.LICENSE\n" in metadata


def test_an_installed_wheel_makes_and_upgrades_stores(installed: Path, tmp_path: Path) -> None:
    old = (ROOT / "tests" / "store" / "version_1.sql").read_text(encoding="utf-8")
    script = f"""
import sqlite3
from zoo.store import Store
Store.open()
connection = sqlite3.connect("old.db")
connection.executescript({old!r})
connection.close()
print(Store.open("sqlite:///old.db").run("aaaaaaaaaaaa.1").token)
"""
    assert run(installed / "python", "-c", script, cwd=tmp_path) == "1\n"
    assert (tmp_path / "old.db.version-1.backup").exists()


def test_the_checkout_works_from_any_directory(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "from zoo.cli import main; main()", "list"]
    assert "shift-flip" in run(*command, cwd=tmp_path)
