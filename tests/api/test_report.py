"""`zoo.report`: the site of a store or of an export, from Python."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import zoo
from tests.ranking import fakes

EXPORT = Path(__file__).parents[2] / "docs" / "leaderboard.json"


@pytest.fixture
def stored():
    """Returns a function that puts finished runs of so many models' widths into the store."""

    def record(*widths):
        for width in widths:
            fakes.record(fakes.right(0.9), group_id=f"g{width}", model=f"net:width={width}")

    return record


def report(folder, **arguments):
    return zoo.report(folder, registry=fakes.registry(), quiet=True, **arguments)


def test_the_store_as_a_site(stored, tmp_path):
    stored(16, 32)
    found = report(tmp_path / "site", title="Dots & lines")
    assert found.index == tmp_path / "site" / "index.html"
    assert "<title>Dots &amp; lines" in found.index.read_text()
    assert len(list((tmp_path / "site" / "experiments").glob("*.html"))) == 2
    assert found.pages == found.written == len(list((tmp_path / "site").rglob("*.html")))


def test_after_a_new_run_what_it_changes_is_written(stored, tmp_path):
    stored(16, 32)
    fakes.record(dataset="lines", group_id="other")
    report(tmp_path / "site")
    before = {path: path.stat().st_mtime_ns for path in tmp_path.glob("site/experiments/*.html")}
    stored(64)
    found = report(tmp_path / "site")
    after = {path: path.stat().st_mtime_ns for path in tmp_path.glob("site/experiments/*.html")}
    assert len(after.keys() - before.keys()) == 1
    assert ["lines" in path.read_text() for path in before if after[path] == before[path]] == [True]
    assert 0 < found.written < found.pages
    assert report(tmp_path / "site").written == 0


def test_an_export_as_a_site_without_a_store(tmp_path, zoo_home):
    found = report(tmp_path / "site", from_=EXPORT)
    pages = list((tmp_path / "site" / "experiments").glob("*.html"))
    assert len(pages) == len(json.loads(EXPORT.read_text())["rows"])
    assert not zoo_home.exists()
    assert found.to_dict() == {
        "index": str(tmp_path / "site" / "index.html"), "pages": found.pages, "written": found.pages, "removed": 0
    }  # fmt: skip


def test_the_export_on_the_page_makes_the_same_site(stored, tmp_path):
    stored(16, 32)
    report(tmp_path / "site")
    again = report(tmp_path / "again", from_=tmp_path / "site" / "leaderboard.json")
    names = [{path.name for path in (tmp_path / each / "experiments").glob("*.html")} for each in ("site", "again")]
    assert names[0] == names[1]
    assert again.pages == len(list((tmp_path / "site").rglob("*.html")))


def test_a_folder_of_other_files_is_refused_before_anything_is_read(tmp_path, monkeypatch):
    (tmp_path / "thesis.tex").write_text("x")
    monkeypatch.setattr("zoo.api.report.written", lambda *_, **__: pytest.fail("it was read"))
    with pytest.raises(zoo.UsageError, match="No report is written into"):
        report(tmp_path)


def test_what_is_no_export(tmp_path):
    (tmp_path / "bad.json").write_text("{}")
    with pytest.raises(zoo.UsageError, match="cannot be read as a leaderboard"):
        report(tmp_path / "site", from_=tmp_path / "bad.json")
    assert not (tmp_path / "site").exists()
