"""A package as `zoo new` writes it: its code is tidy, and every command that is printed works, in their order."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.outside import outside
from tests.wheels import Python

RUFF = Path(sys.executable).with_name("ruff")


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The variables of a Python of its own, into which pip installs without network."""
    folder = tmp_path_factory.mktemp("environment")
    scripts = Python(folder / "venv").program.parent
    (scripts / "zoo").write_text(
        f"#!{scripts}/python\nif __name__ == '__main__':\n    from zoo.cli import main\n\n    main()\n"
    )
    (scripts / "zoo").chmod(0o755)
    pip = {"PIP_NO_INDEX": "1", "PIP_NO_BUILD_ISOLATION": "0"}  # 0 is how pip reads "no isolation"
    return {**outside(), **pip, "PATH": f"{scripts}:{os.environ['PATH']}", "ZOO_HOME": str(folder / "home")}


def shell(command: str, folder: Path, environment: dict[str, str]) -> str:
    """Returns what a command prints, and fails the test with all of it where it fails."""
    done = subprocess.run(command, shell=True, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def test_every_command_that_is_printed_works(tmp_path: Path, environment: dict[str, str]) -> None:
    printed = shell("zoo new zoo-flowers", tmp_path, environment).splitlines()
    commands = [line.strip() for line in printed if line.startswith("  ")]
    said = {command: shell(command, tmp_path, environment) for command in commands}
    assert "flowers-" in said["zoo leaderboard"]
    shell("python -m pytest", tmp_path / "zoo-flowers", environment)
    assert "zoo-flowers[flowers]" in shell("zoo plugins --strict-plugins", tmp_path, environment)


@pytest.mark.skipif(not RUFF.exists(), reason="needs ruff")
@pytest.mark.parametrize("kinds", ["", " --augmenter"])
def test_the_code_is_as_ruff_wants_it(kinds: str, tmp_path: Path, environment: dict[str, str]) -> None:
    shell(f"zoo new zoo-flowers{kinds}", tmp_path, environment)
    shell(f"{RUFF} check --isolated --select E,F,W,I,UP,B .", tmp_path / "zoo-flowers", environment)
    shell(f"{RUFF} format --isolated --check .", tmp_path / "zoo-flowers", environment)


def test_a_wheel_of_it_holds_the_module(tmp_path: Path, environment: dict[str, str]) -> None:
    shell("zoo new zoo-flowers --recipe", tmp_path, environment)
    shell("python -m pip install --quiet --no-deps --target target ./zoo-flowers", tmp_path, environment)
    assert sorted(path.name for path in (tmp_path / "target" / "zoo_flowers").glob("*.py")) == [
        "__init__.py",
        "recipe.py",
    ]
