"""A site on disk: whole, incremental, and never in the way of other files."""

from __future__ import annotations

import errno
import json
import os
import re
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from tests.site import made
from zoo.errors import StoreError, UsageError
from zoo.progress import listening
from zoo.site import manifest
from zoo.site.write import write


@pytest.fixture
def site(tmp_path):
    return made.site(tmp_path)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "out" / "site"


def content(folder: Path) -> dict[str, bytes]:
    """The files of a report but its own notes."""
    files = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return {name: octets for name, octets in files.items() if name not in (manifest.NAME, ".lock")}


def changed(site, key, **changes):
    """The site in which something of one experiment is another."""
    pages = [
        replace(each, fingerprint=f"{each.fingerprint}-new") if each.key == key else each for each in site.experiments
    ]
    return replace(site, experiments=pages, **changes)


def test_all_pages_with_their_pictures_and_what_they_load(site, folder):
    found = write(site, folder)
    assert (found.pages, found.written, found.removed) == (len(list(folder.rglob("*.html"))),) * 2 + (0,)
    files = content(folder)
    assert {"index.html", "leaderboard.json", "components/index.html", "assets/site.css"} <= files.keys()
    assert {f"experiments/{page.key}.html" for page in site.experiments} <= files.keys()
    assert {f"components/{page.key}.html" for page in site.components} <= files.keys()
    assert found.index == folder / "index.html"


def test_a_second_report_draws_no_page_and_writes_nothing(site, folder):
    write(site, folder)
    times = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.name not in (manifest.NAME, ".lock")}
    pages = [replace(page, make=None) for page in (*site.experiments, *site.components)]
    again = write(replace(site, experiments=pages[:5], components=pages[5:]), folder)
    assert (again.written, again.removed) == (0, 0)
    assert {path: path.stat().st_mtime_ns for path in times} == times


def test_of_what_is_new_one_page_is_drawn(site, folder):
    write(site, folder)
    page = site.experiments[0].make()
    new = replace(site.experiments[0], fingerprint="new", make=lambda: replace(page, repeat="zoo run --seeds 9"))
    rest = [replace(each, make=None) for each in site.experiments[1:]]
    again = write(replace(site, experiments=[new, *rest]), folder)
    assert again.written == 1
    assert "zoo run --seeds 9" in (folder / f"experiments/{new.key}.html").read_text()


def test_what_stands_on_every_page_is_new_on_every_page(site, folder):
    first = write(site, folder)
    assert write(replace(site, title="Another"), folder).written == first.pages


def test_what_changes_with_every_run_costs_one_page(site, folder):
    write(site, folder)
    pages = [replace(page, make=None) for page in (*site.experiments, *site.components)]
    again = write(replace(site, source="16 runs", experiments=pages[:5], components=pages[5:]), folder)
    assert again.written == 1
    assert [path.name for path in folder.rglob("*.html") if "16 runs" in path.read_text()] == ["index.html"]


def test_a_page_that_lost_a_file_is_drawn_again(site, folder):
    write(site, folder)
    before = content(folder)
    (folder / "experiments/net-shift.html").unlink()
    (folder / "experiments/net-none.html").write_text("cut")
    write(site, folder)
    assert content(folder) == before


def test_what_is_gone_is_removed_and_what_others_put_there_stays(site, folder):
    write(site, folder)
    (folder / "CNAME").write_text("zoo.example")
    (folder / "experiments/own.txt").write_text("mine")
    gone = site.experiments[0].key
    assert write(replace(site, experiments=site.experiments[1:]), folder).removed == 1
    assert not list(folder.glob(f"experiments/{gone}*"))
    assert (folder / "CNAME").exists()
    assert (folder / "experiments/own.txt").exists()


def test_a_report_that_breaks_off_is_gone_on_with(site, folder):
    write(site, folder)

    def broken():
        raise KeyboardInterrupt

    first, second, *rest = changed(site, "net-none").experiments
    with pytest.raises(KeyboardInterrupt):
        write(replace(site, experiments=[first, replace(second, make=broken), *rest]), folder)
    write(site, folder)  # as it was: what the second file holds is not known
    assert manifest.read(folder)["experiment net-none"].fingerprint
    write(replace(site, experiments=site.experiments[:1]), folder)
    assert len(list(folder.glob("experiments/*.html"))) == 1


def test_a_report_whose_process_is_killed_is_gone_on_with(site, folder, tmp_path):
    script = """
import os, sys
from dataclasses import replace
from pathlib import Path
from tests.site import made
from zoo.site.write import write
site = made.site(Path(sys.argv[1]))
last = replace(site.experiments[-1], make=lambda: os.kill(os.getpid(), 9))
write(replace(site, experiments=[*site.experiments[:-1], last]), Path(sys.argv[2]))
"""
    done = subprocess.run([sys.executable, "-c", script, tmp_path, folder], cwd=Path(__file__).parents[2], check=False)
    assert done.returncode == -9
    assert not (folder / "index.html").exists()
    assert write(site, folder).pages == len(list(folder.rglob("*.html")))


def test_a_run_that_is_removed_meanwhile_is_named(site, folder, tmp_path):
    (tmp_path / "diagram.png").unlink()
    with pytest.raises(StoreError, match=r"diagram\.png cannot be read") as error:
        write(site, folder)
    assert error.value.hint == "zoo report"


@pytest.mark.parametrize("damage", ["", "[]", "{", '{"report": 99, "pages": {}}', '{"report": 1, "pages": {"a": 1}}'])
def test_a_damaged_note_costs_a_drawing(site, folder, damage):
    first = write(site, folder)
    (folder / manifest.NAME).write_text(damage)
    assert write(site, folder).pages == first.pages


def test_a_note_that_names_files_elsewhere_removes_none(site, folder, tmp_path):
    write(site, folder)
    (tmp_path / "precious").write_text("x")
    document = json.loads((folder / manifest.NAME).read_text())
    files = {"../../precious": 1, str(tmp_path / "precious"): 1, "a/../../../precious": 1}
    document["pages"]["experiment gone"] = {"fingerprint": "x", "files": files}
    (folder / manifest.NAME).write_text(json.dumps(document))
    write(site, folder)
    assert (tmp_path / "precious").exists()


@pytest.mark.parametrize("key", ["../x", "/x", "a/../x", ".x", "a\0", "a b", "é"])
def test_no_page_leads_out_of_the_folder(site, folder, key):
    page = replace(site.experiments[0].make(), line=replace(site.leaderboard.tables[0].lines[0], key=key))
    with pytest.raises(ValueError, match="a page would be written to"):
        write(replace(site, experiments=[made.pending(key, lambda: page)]), folder)


def test_hostile_names_are_no_names_of_files_and_break_none(tmp_path, folder):
    site = made.hostile(tmp_path)
    assert write(site, folder).pages == len(site.experiments) + len(site.components) + 3
    for path in content(folder):
        assert re.fullmatch(r"[A-Za-z0-9/-]+[.][A-Za-z0-9.]+", path)
        assert not path.endswith(".json") or json.loads((folder / path).read_text(encoding="utf-8"))
    assert write(site, folder).written == 0


def test_a_folder_of_other_files_is_left_alone(site, folder):
    folder.mkdir(parents=True)
    (folder / "thesis.tex").write_text("x")
    with pytest.raises(UsageError) as error:
        write(site, folder)
    assert error.value.cause == "It holds thesis.tex, and no report."
    assert error.value.hint == f"zoo report -o {folder / 'site'}"
    assert [path.name for path in folder.iterdir()] == ["thesis.tex"]


def test_a_folder_with_hidden_files_alone_may_become_a_report(site, folder):
    (folder / ".git").mkdir(parents=True)
    assert write(site, folder).pages


@pytest.mark.parametrize("below", ["", "deeper/site"])
def test_a_file_is_no_folder(site, tmp_path, below):
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError, match="No report is written into") as error:
        write(site, tmp_path / "file" / below)
    assert error.value.hint == f"zoo report -o {tmp_path / 'file-site'}"


def test_a_read_only_folder(site, tmp_path, monkeypatch):
    monkeypatch.setattr("os.access", lambda path, mode: False)
    with pytest.raises(StoreError, match="cannot be written") as error:
        write(site, tmp_path / "site")
    assert error.value.hint == "zoo report -o ~/site"


def test_a_folder_that_cannot_be_made_says_what_to_type(site, folder, monkeypatch):
    def full(self, mode=0o777, parents=False, exist_ok=False):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "mkdir", full)
    with pytest.raises(StoreError, match="cannot be written") as error:
        write(site, folder)
    assert error.value.hint == "free some space or choose another place: zoo report -o DIR"


@pytest.mark.parametrize("kept", [0, 5])
def test_a_full_disk_says_what_to_type(site, folder, monkeypatch, kept):
    real, written = manifest.atomic_write, []

    def full(path, content, *, synced):
        written.append(path)
        if len(written) > kept:
            raise StoreError(f"{path} cannot be written.", cause="No space left on device.", hint="export ZOO_HOME=DIR")
        real(path, content, synced=synced)

    monkeypatch.setattr("zoo.site.manifest.atomic_write", full)
    with pytest.raises(StoreError) as error:
        write(site, folder)
    assert error.value.hint == "free some space or choose another place: zoo report -o DIR"


def test_two_at_once_write_one_report(site, folder, tmp_path):
    writers = [threading.Thread(target=write, args=(site, folder)) for _ in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    alone = tmp_path / "alone"
    write(site, alone)
    assert content(folder) == content(alone)
    assert manifest.read(folder) == manifest.read(alone)


def test_readers_find_whole_pages_and_links_that_lead_somewhere(site, folder):
    """The first page is written after those that it leads to."""
    seen = []
    kept = site.experiments[-1]
    last = replace(kept, make=lambda: (seen.append(list(folder.glob("index.html"))), kept.make())[1])
    write(replace(site, experiments=[*site.experiments[:-1], last]), folder)
    assert seen == [[]]


def test_progress_counts_what_is_drawn(site, folder):
    told = []
    with listening(lambda what, done, total, unit: told.append((what, done, total, unit))):
        write(site, folder)
    assert told[-1] == ("drawing the report", 15, 15, "pages")


def test_a_page_for_readers_alone_does_not_look_whether_it_has_changed(site, folder):
    live = write(site, folder, live=True)
    assert "connect-src" in (folder / "index.html").read_text()
    assert write(site, folder).written == live.pages
    assert all("connect-src" not in path.read_text() for path in folder.rglob("*.html"))
