"""What the reference says by hand is what the code says: exit statuses, files, variables, metrics, catalogues."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import zoo
from zoo.experiments import catalogue
from zoo.store import METRICS

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference"
TESTS_ALONE = {"ZOO_TEST_DATA", "ZOO_TORTURE"}


def page(name: str) -> str:
    """The text of a page of the reference."""
    return (REFERENCE / name).read_text(encoding="utf-8")


def test_every_error_has_its_exit_status() -> None:
    rows = re.findall(r"^\| (\d+) \|.*\| (.*?) \|$", page("exit-statuses.md"), re.MULTILINE)
    told = {(status, name) for status, names in rows for name in re.findall(r"`(.*?)`", names)}
    errors = [getattr(zoo, name) for name in zoo.__all__ if name.endswith(("Error", "Failed"))]
    assert told == {(str(each.exit_status), f"zoo.{each.__name__}") for each in errors}


def test_every_variable_is_named() -> None:
    files = [path for folder in ("zoo", "plugins") for path in (ROOT / folder).rglob("*.py")]
    read = {name for path in files for name in re.findall(r'"(ZOO_[A-Z]+)"', path.read_text(encoding="utf-8"))}
    assert len(read) >= 4
    assert read - TESTS_ALONE <= set(re.findall(r"^\| `(ZOO_\w+)` \|", page("files.md"), re.MULTILINE))


def test_every_file_of_a_run_is_described() -> None:
    [listed] = re.findall(r"^\$ ls runs/\*\n(.*?)\n```", page("files.md"), re.MULTILINE | re.DOTALL)
    described = set(re.findall(r"^\| `([\w.]+)/?` \|", page("files.md"), re.MULTILINE))
    assert set(listed.split()) <= described


def test_every_metric_is_described() -> None:
    told = re.findall(r"^\| `(\w+)` \| (.*?) \| (higher|lower) \|", page("metrics.md"), re.MULTILINE)
    assert told == [(metric.key, metric.title, metric.better) for metric in METRICS.values()]


@pytest.mark.parametrize("text", re.findall(r"^```yaml\n(.*?)^```", page("catalogue.md"), re.MULTILINE | re.DOTALL))
def test_a_catalogue_that_is_shown_can_be_read(text: str, tmp_path: Path) -> None:
    (tmp_path / "zoo.yaml").write_text(text)
    assert catalogue.read(tmp_path / "zoo.yaml").suites
