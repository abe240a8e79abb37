"""Strangers' packages, installed with pip beside ours: one that works, and six that are broken in six ways."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

PACKAGES = Path(__file__).parent / "third_party"
BROKEN = sorted(path.stem for path in (PACKAGES / "broken").glob("*.py"))
EXPLAINED = {
    "zoo-import-error": "a_module_that_nobody_installed",
    "zoo-misspelt-hook": "zoo_model",
    "zoo-missing-mark": "hookimpl",
    "zoo-wrong-signature": "configuration",
    "zoo-taken-name": "cnn6",
    "zoo-raising-hook": "the hook of zoo-raising-hook failed",
}
Zoo = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which pip installed all seven packages."""
    sources, target = tmp_path_factory.mktemp("sources"), tmp_path_factory.mktemp("packages")
    shutil.copytree(PACKAGES / "zoo_stranger", sources / "zoo_stranger")
    settings = (PACKAGES / "zoo_stranger" / "pyproject.toml").read_text()
    for module in BROKEN:
        (sources / module).mkdir()
        shutil.copy(PACKAGES / "broken" / f"{module}.py", sources / module)
        own = settings.replace("zoo_stranger", module).replace("zoo-stranger", module.replace("_", "-"))
        (sources / module / "pyproject.toml").write_text(own.replace("stranger =", "broken ="))
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*pip, "--target", target, *sorted(sources.iterdir())], check=True, capture_output=True, timeout=300)
    return target


@pytest.fixture(scope="module")
def zoo(packages: Path, tmp_path_factory: pytest.TempPathFactory) -> Zoo:
    """Runs a zoo command that sees the packages, from a directory and with a store of this module's own."""
    home = tmp_path_factory.mktemp("home")
    own = {"PYTHONPATH": str(packages), "ZOO_HOME": str(home), "NO_COLOR": "1", "COLUMNS": "200"}
    environment = {name: value for name, value in {**os.environ, **own}.items() if name != "ZOO_PLUGINS"}

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        script = Path(sys.executable).with_name("zoo")
        return subprocess.run(
            [script, *words], cwd=home, env=environment, capture_output=True, text=True, timeout=300, check=False
        )

    return run


def succeed(done: subprocess.CompletedProcess[str]) -> str:
    """Returns what was printed; fails the test with all of it where the command failed."""
    assert done.returncode == 0, f"{done.args}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def test_six_packages_are_broken_in_six_ways() -> None:
    assert {name.replace("_", "-") for name in BROKEN} == set(EXPLAINED)


def test_every_problem_is_explained_and_has_a_remedy(zoo: Zoo) -> None:
    reports = json.loads(succeed(zoo("plugins", "--json")))
    problems = {report["distribution"]: report["problems"] for report in reports if report["problems"]}
    assert set(problems) == set(EXPLAINED)
    for distribution, reason in EXPLAINED.items():
        [problem] = problems[distribution]
        assert reason in problem["reason"]
        assert problem["remedy"]


def test_identity_and_version_of_a_strangers_plugin_are_shown(zoo: Zoo) -> None:
    shown = succeed(zoo("plugins"))
    assert "zoo-stranger[stranger]" in shown
    assert "1.2.3" in shown


def test_a_line_on_stderr_for_each_problem_and_none_on_stdout(zoo: Zoo) -> None:
    done = zoo("list")
    for distribution in EXPLAINED:
        assert len(re.findall(rf"^.*{distribution}\[broken\].*$", done.stderr, re.MULTILINE)) == 1
        assert f"{distribution}[broken]" not in done.stdout.replace("free-name", "")


def test_the_list_holds_theirs_beside_ours(zoo: Zoo) -> None:
    listed = succeed(zoo("list"))
    for name in ("stripes", "linear", "gain", "plain-sgd", "free-name", "digits", "cnn6", "shift-flip", "fast"):
        assert re.search(rf"\b{name}\b", listed), name
    assert "never-seen" not in listed
    assert "Somebody else's cnn6" not in listed


def test_a_component_of_a_broken_plugin_is_refused_by_name(zoo: Zoo) -> None:
    done = zoo("show", "never-seen")
    assert done.returncode in (2, 3)
    assert "zoo-raising-hook" in done.stderr


def test_strict_plugins_refuses_to_start(zoo: Zoo) -> None:
    assert zoo("--strict-plugins", "list").returncode == 3


def test_their_components_run_in_combination_with_ours(zoo: Zoo) -> None:
    small = ("--limit", "64", "--epochs", "1", "--quiet")
    succeed(zoo("run", "-d", "stripes:size=12", "-m", "linear,mlp", "-a", "gain+shift", "-r", "plain-sgd", *small))
    rows = json.loads(succeed(zoo("leaderboard", "--limited", "--format", "json")))
    assert "stripes:size=12" in json.dumps(rows)
    table = succeed(zoo("leaderboard", "--limited"))
    assert re.search(r"linear.*gain\+shift.*plain-sgd", table)
    assert re.search(r"mlp.*gain\+shift.*plain-sgd", table)


def test_their_components_keep_the_contract(zoo: Zoo) -> None:
    found = json.loads(succeed(zoo("check", "zoo-stranger", "--json")))
    assert {(each["kind"], each["name"]) for each in found} == {
        ("dataset", "stripes"), ("model", "linear"), ("augmenter", "gain"), ("recipe", "plain-sgd"),
    }  # fmt: skip
    assert {each["status"] for each in found} == {"passed"}
