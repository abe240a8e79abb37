"""Two lines in a package's tests: one test for each component and check, in a pytest of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from zoo.errors import PluginError
from zoo.testing import checks

Install = Callable[..., Path]

PLUGIN = """
import zoo

def load(*, count: int = 6, path: str):
    raise ValueError("seven") if path == "broken" else zoo.DataError("It is not here.")

def other(*, count: int = 6):
    return count

@zoo.hookimpl
def zoo_datasets():
    yield zoo.Dataset(name="first", summary="what a test makes", load=load, origin="nobody", licence="CC0-1.0")
    yield zoo.Dataset(name="second", summary="what a test makes", load=other)
"""

TESTS = """
from zoo.testing import checks

test_zoo_made = checks(
    "zoo-made",
    given={"dataset": {"first": {"path": "broken"}}},
    expected={"dataset": {"second": {"source and licence": "nobody knows", "loads": "a slip", "laods": "a slip"}}},
)
"""


def test_one_test_for_each_component_and_check(install: Install, tmp_path: Path) -> None:
    site = install("zoo-made", {"made": "zoo_made"}, zoo_made=PLUGIN)
    (tmp_path / "test_made.py").write_text(TESTS)
    code = f"import sys, pytest; sys.path.insert(0, {str(site)!r}); sys.exit(pytest.main(sys.argv[1:]))"
    options = ["-p", "no:cacheprovider", "-rA", "--tb=short", "-k", "not import", "test_made.py"]
    done = subprocess.run(
        [sys.executable, "-c", code, *options], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    lines = done.stdout.splitlines()
    assert "XFAIL test_made.py::test_zoo_made[dataset second-source and licence] - nobody knows" in lines
    assert "PASSED test_made.py::test_zoo_made[dataset first-parameters typed]" in lines
    assert any(
        line.startswith("FAILED test_made.py::test_zoo_made[dataset first-loads] - ValueError") for line in lines
    )
    assert "zoo_made.py:5: in load" in done.stdout
    assert any(line.startswith("XFAIL test_made.py::test_zoo_made[dataset second-loads]") for line in lines)
    assert "To mend it: Did you mean loads" in done.stdout
    assert any("an earlier check tells why" in line for line in lines if line.startswith("SKIPPED"))


def test_a_plugin_that_does_not_load_is_a_test_that_fails(install: Install, tmp_path: Path) -> None:
    install("zoo-broken", {"broken": "zoo_broken"}, zoo_broken="import nowhere")
    test = checks("zoo-broken")
    [case] = test.pytestmark[0].args[1]  # type: ignore[attr-defined]
    assert case.id == "plugin zoo-broken[broken]-loads"
    with pytest.raises(pytest.fail.Exception, match="No module named 'nowhere'"):
        test(*case.values, _Factory(tmp_path))


class _Factory:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def mktemp(self, name: str) -> Path:
        return self.folder


def test_a_package_that_is_not_installed() -> None:
    with pytest.raises(PluginError, match="No plugin of 'zoo-nothing' is installed"):
        checks("zoo-nothing")
