"""The README keeps its word: the mission, make's commands, links that lead somewhere, a plugin that works."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from docs.blocks import page
from docs.blocks.page import ROOT

README = (ROOT / "README.md").read_text()
TARGETS = ("demo", "test", "lint", "bench")


def commands() -> list[str]:
    """Every command in the README's shell blocks, without its comment."""
    return [step.text.partition("  #")[0].strip() for step in page.commands(README)]


@pytest.mark.parametrize("path", page.pages(), ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_to_files(path: Path) -> None:
    for target in re.findall(r"\]\((?!http)([^)#]+)", path.read_text()):
        assert (path.parent / target).exists(), target


@pytest.mark.skipif(shutil.which("make") is None, reason="needs make")
@pytest.mark.parametrize("target", TARGETS)
def test_the_plain_commands_are_those_of_make(target: str) -> None:
    dry = ["make", "--dry-run", "--always-make", "PYTHON=python3", target]
    printed = subprocess.run(dry, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    steps = [
        line.replace(" --quiet", "") for line in printed.splitlines() if line.startswith((".venv/bin/", "python3"))
    ]
    assert steps
    told = README + (ROOT / "CONTRIBUTING.md").read_text()
    given = [step.text.partition("  #")[0].strip() for step in page.commands(told)]
    assert [step for step in steps if step not in given] == []
    assert f"make {target}" in told


def test_the_readme_is_one_screen_with_the_two_commands() -> None:
    assert len(README.splitlines()) <= 90
    assert {"make demo", "make test"} <= set(commands())


def test_the_mission_is_among_the_commands() -> None:
    assert "zoo run --dataset cifar10 --model cnn6 --aug shift-flip" in commands()
    assert any(command.startswith("zoo leaderboard") for command in commands())


def zoo_in(folder: Path, *words: str) -> str:
    """What a command prints in a folder, with a home of its own."""
    script, home = Path(sys.executable).with_name("zoo"), {"ZOO_HOME": str(folder / "home")}
    done = subprocess.run(
        [script, *words], cwd=folder, env={**os.environ, **home}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_plugin_has_fifteen_lines_and_works_as_it_stands(tmp_path: Path) -> None:
    [plugin] = re.findall(r"^```python\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    assert len([line for line in plugin.splitlines() if line.strip()]) <= 15
    (tmp_path / "zoofile.py").write_text(plugin)
    short = ["--limit", "64", "--epochs", "1", "--validation", "none"]
    assert "tiny:width=256" in zoo_in(tmp_path, "run", "-d", "digits", "-m", "tiny:width=256", *short)
    assert "zoofile" in zoo_in(tmp_path, "plugins")


@pytest.mark.parametrize(
    "path", ["docs/explanation/results.md", "docs/explanation/performance.md", "benchmarks/README.md"]
)
def test_the_article_is_named_before_it_is_spoken_of(path: str) -> None:
    text = page.GENERATED.sub("", (ROOT / path).read_text(encoding="utf-8"))
    named, spoken_of = text.index("https://www.learnopencv.com/"), re.search(r"\barticle's\b", text)
    assert spoken_of
    assert named < spoken_of.start()
