"""A package as `zoo new` writes it: its code is tidy, and the tutorial that begins with it works as it stands."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.outside import outside
from tests.wheels import Python
from zoo.plugin.components import PARTS

ROOT = Path(__file__).parent.parent.parent
RUFF = Path(sys.executable).with_name("ruff")


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """The variables of a Python of its own, into which pip installs without network."""
    folder = tmp_path_factory.mktemp("environment")
    scripts = Python(folder / "venv").program.parent
    (scripts / "zoo").write_text(
        f"#!{scripts}/python\nif __name__ == '__main__':\n    from zoo.cli import main\n\n    main()\n"
    )
    (scripts / "zoo").chmod(0o755)
    pip = {"PIP_NO_INDEX": "1", "PIP_NO_BUILD_ISOLATION": "0"}  # 0 is how pip reads "no isolation"
    return {
        **outside(),
        **pip,
        "COLUMNS": "120",
        "PATH": f"{scripts}:{os.environ['PATH']}",
        "ZOO_HOME": str(folder / "home"),
    }


def shell(command: str, folder: Path, environment: Mapping[str, str]) -> str:
    """Returns what a command prints, and fails the test with all of it where it fails."""
    done = subprocess.run(command, shell=True, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def fences(language: str) -> list[str]:
    """The fenced blocks of the tutorial."""
    page = (ROOT / "docs" / "how-to" / "plugin.md").read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", page, re.MULTILINE | re.DOTALL)


@pytest.mark.timeout(600)  # it starts TensorFlow
def test_the_tutorial_has_every_command_that_is_printed_and_its_code_is_that_of_the_package(
    tmp_path: Path, environment: Mapping[str, str]
) -> None:
    typed = [line for fence in fences("bash") for line in fence.splitlines()]
    said = shell(typed[0], tmp_path, environment)
    assert {line.strip() for line in said.splitlines() if line.startswith("  ")} <= set(typed)
    code = tmp_path / "zoo-flowers" / "src" / "zoo_flowers"
    assert fences("python") == [(code / "augmenter.py").read_text(encoding="utf-8")]
    shell(typed[1], tmp_path, environment)
    collected = shell("python -m pytest --collect-only --quiet", tmp_path / "zoo-flowers", environment)
    assert all(f"test_components[{kind} flowers-{kind}-" in collected for kind in PARTS)  # what zoo check runs
    source = (code / "dataset.py").read_text(encoding="utf-8")
    (code / "dataset.py").write_text(source.replace(".astype(np.uint8)", ""), encoding="utf-8")
    broken = "COLUMNS=80 zoo check --quiet flowers-dataset; test $? = 3"
    assert fences("text")[0] in shell(broken, tmp_path, environment)


@pytest.mark.skipif(not RUFF.exists(), reason="needs ruff")
@pytest.mark.parametrize("kinds", ["", " --augmenter"])
def test_the_code_is_as_ruff_wants_it(kinds: str, tmp_path: Path, environment: Mapping[str, str]) -> None:
    shell(f"zoo new zoo-ferns{kinds}", tmp_path, environment)
    shell(f"{RUFF} check --isolated --select E,F,W,I,UP,B .", tmp_path / "zoo-ferns", environment)
    shell(f"{RUFF} format --isolated --check .", tmp_path / "zoo-ferns", environment)


def test_a_wheel_of_it_holds_the_module(tmp_path: Path, environment: Mapping[str, str]) -> None:
    shell("zoo new zoo-ferns --recipe", tmp_path, environment)
    shell("python -m pip install --quiet --no-deps --target target ./zoo-ferns", tmp_path, environment)
    assert sorted(path.name for path in (tmp_path / "target" / "zoo_ferns").glob("*.py")) == [
        "__init__.py",
        "recipe.py",
    ]
