"""A package as `zoo new` writes it: its code is tidy, and the tutorial that begins with it works as it stands."""

from __future__ import annotations

import json
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
    page = (ROOT / "docs" / "how-to" / "plugins.md").read_text(encoding="utf-8")
    tutorial = page[page.index("## In ten minutes") : page.index("## The hooks")]
    return re.findall(rf"^```{language}\n(.*?)^```", tutorial, re.MULTILINE | re.DOTALL)


@pytest.mark.timeout(600)  # it starts TensorFlow four times
def test_the_tutorial_works_and_so_does_every_command_that_is_printed(
    tmp_path: Path, environment: Mapping[str, str]
) -> None:
    typed = [line for fence in fences("bash") for line in fence.splitlines()]
    said = {typed[0]: shell(typed[0], tmp_path, environment)}
    printed = [line.strip() for line in said[typed[0]].splitlines() if line.startswith("  ")]
    assert set(printed) <= set(typed)
    for command in typed[1:]:
        if "RUN" in command:
            command = command.replace("RUN", json.loads(shell("zoo runs --json", tmp_path, environment))[0]["name"])
        planned = command.startswith("zoo run ") and command not in printed  # 24 trainings
        said[command] = shell(f"{command} --dry-run --no-probe" if planned else command, tmp_path, environment)
    assert "flowers-model" in said["zoo list"]
    assert " passed." in said["zoo check zoo-flowers"]
    assert "flowers-model" in said["zoo leaderboard"]
    assert (tmp_path / "dimmed.png").exists()
    assert "stripes.png  upright " in said[command]
    code = tmp_path / "zoo-flowers" / "src" / "zoo_flowers"
    assert fences("python") == [(code / "augmenter.py").read_text(encoding="utf-8")]
    source = (code / "dataset.py").read_text(encoding="utf-8")
    (code / "dataset.py").write_text(source.replace(".astype(np.uint8)", ""), encoding="utf-8")
    broken = "COLUMNS=80 zoo check --quiet flowers-dataset; test $? = 3"
    assert fences("text")[0] in shell(broken, tmp_path, environment)
    collected = shell("python -m pytest --collect-only --quiet", tmp_path / "zoo-flowers", environment)
    assert all(f"test_components[{kind} flowers-{kind}-" in collected for kind in PARTS)  # what zoo check has run


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
