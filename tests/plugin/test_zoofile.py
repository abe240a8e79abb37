"""A zoofile: imported as it is now, with the modules beside it, and explained where it is broken."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import strangers
from zoo.plugin import loading
from zoo.plugin.discovery import Found
from zoo.plugin.loading import PluginReport
from zoo.plugin.zoofile import here

Write = Callable[..., Path]


def _load(path: Path) -> PluginReport:
    (report,) = loading.load([Found.of_file(path)])
    return report


def test_it_is_a_plugin_like_any_other(zoofile: Write, tmp_path: Path) -> None:
    report = _load(zoofile(strangers.good("mine")))
    assert report.provides == {"model": ["mine"]}
    assert (report.problems, report.changed, report.module) == ((), (), "zoofile")
    assert (report.provider.plugin, report.provider.version) == ("zoofile.py[.]", str(tmp_path))
    assert not report.provider.own


def test_each_load_is_of_the_file_as_it_is_now(zoofile: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two edits of one second and one length, which bytecode would not tell apart."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    for name in ("mine", "ours"):
        assert _load(zoofile(strangers.good(name))).provides == {"model": [name]}
    assert not (tmp_path / "__pycache__").exists()


def test_it_may_import_what_lies_beside_it_but_hides_nothing_that_is_installed(zoofile: Write, tmp_path: Path) -> None:
    (tmp_path / "a_module_beside.py").write_text("NAME = 'mine'")
    (tmp_path / "pluggy.py").write_text("raise AssertionError('imported in place of the installed one')")
    source = "import a_module_beside, pluggy\n" + strangers.GOOD.replace('"{name}"', "a_module_beside.NAME")
    assert _load(zoofile(source)).provides == {"model": ["mine"]}


def test_it_may_define_dataclasses(zoofile: Write, tmp_path: Path) -> None:
    source = "import dataclasses\n@dataclasses.dataclass\nclass Settings:\n    rate: 'float'\n"
    assert _load(zoofile(source + strangers.good("mine"))).problems == ()


@pytest.mark.parametrize(
    ("source", "reason"),
    [("def broken(:", "SyntaxError"), ("1 / 0", "ZeroDivisionError"), ("raise SystemExit", "SystemExit")],
)
def test_a_broken_one_is_left_out_and_its_path_named(zoofile: Write, tmp_path: Path, source: str, reason: str) -> None:
    path = zoofile(source)
    report = _load(path)
    (problem,) = report.problems
    assert reason in problem.reason
    assert problem.remedy == f"correct {path}; or --no-plugin zoofile.py"
    assert report.changed == ()  # the zoo itself put its folder on the search path
    assert "zoofile" not in sys.modules
    assert str(tmp_path) not in sys.path


def test_one_that_is_not_there_says_where_it_was_expected(zoofile: Write, tmp_path: Path) -> None:
    (problem,) = _load(tmp_path / "zoofile.py").problems
    assert problem.reason == f"is not there: {tmp_path / 'zoofile.py'}"
    assert "zoo new NAME" in problem.remedy


def test_the_working_directorys_is_found_by_its_absolute_path(
    zoofile: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert here() is None
    (tmp_path / "zoofile.py").mkdir()
    assert here() is None
    (tmp_path / "zoofile.py").rmdir()
    path = zoofile("")
    assert here() == path


def test_the_documented_one_works(zoofile: Write) -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "plugins.md").read_text()
    source = '"""zoofile.py' + page.split('```python\n"""zoofile.py')[1].split("```")[0]
    assert _load(zoofile(source)).provides == {"model": ["mine"]}
