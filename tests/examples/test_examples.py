"""The packages in `examples/`: each installs without network, passes its own tests, and its README keeps its word."""

from __future__ import annotations

import importlib.metadata
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.outside import outside
from zoo.cli import program

ROOT = Path(__file__).parent.parent.parent
EXAMPLES = sorted(path.parent for path in (ROOT / "examples").glob("*/pyproject.toml"))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all examples are installed into."""
    folder = tmp_path_factory.mktemp("site")
    options = ["--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--target", folder]
    subprocess.run([sys.executable, "-m", "pip", "install", *options, *EXAMPLES], check=True)
    return folder


@pytest.fixture
def example(request: pytest.FixtureRequest) -> Path:
    """One of the examples; skips where it needs a package that is not installed."""
    path: Path = request.param
    for needed in tomllib.loads((path / "pyproject.toml").read_text())["project"]["dependencies"]:
        name = re.split("[<>=~!]", needed)[0]
        try:
            importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            pytest.skip(f"{name} is not installed")
    return path


@pytest.mark.timeout(600)  # all checks of its components
@pytest.mark.parametrize("example", EXAMPLES, indirect=True, ids=lambda path: path.name)
def test_its_own_tests_pass(example: Path, site: Path, tmp_path: Path) -> None:
    environment = {**outside(), "PYTHONPATH": str(site), "ZOO_HOME": str(tmp_path)}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=example, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "no tests ran" not in done.stdout


@pytest.mark.parametrize("example", EXAMPLES, indirect=True, ids=lambda path: path.name)
def test_its_readme_has_commands_and_links_that_work(
    example: Path, site: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.syspath_prepend(str(site))
    page = (example / "README.md").read_text(encoding="utf-8")
    assert [link for link in re.findall(r"\]\((?!http)([^)#]+)", page) if not (example / link).exists()] == []
    fences = re.findall(r"^```bash\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    lines = [line.partition("  #")[0] for fence in fences for line in fence.splitlines() if line.startswith("zoo ")]
    assert f"zoo install ./examples/{example.name}" in lines
    for _, verb, *words in map(shlex.split, lines):
        if verb == "run":
            assert program.run([verb, *words, "--dry-run", "--no-probe"]) == 0, capsys.readouterr().err
        else:
            assert program.run([verb, *words, "--help"]) == 0


def test_the_core_names_none_of_them() -> None:
    assert EXAMPLES
    names = {name for example in EXAMPLES for name in (example.name, example.name.replace("-", "_"))}
    files = [ROOT / "registry.yaml", *(ROOT / "zoo").rglob("*.py"), *(ROOT / "plugins").rglob("*.py")]
    assert not [file for file in files if any(name in file.read_text(encoding="utf-8") for name in names)]
