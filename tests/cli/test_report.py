"""`zoo report`: what it prints, what it opens, what it refuses; served until there is a signal."""

from __future__ import annotations

import itertools
import json
import re
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.ranking import fakes
from zoo.cli.program import run

EXPORT = Path(__file__).parents[2] / "docs" / "leaderboard.json"


@pytest.fixture
def here(board_registry, tmp_path, monkeypatch):
    """An empty directory to work in, one run in the store, and no browser."""
    fakes.record(fakes.right(0.9))
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setattr("webbrowser.open", lambda address: pytest.fail(f"it opened {address}"))
    return folder


@pytest.fixture
def report(here, capsys):
    """Returns a function that runs `zoo report`, and returns its status, stdout and stderr."""

    def called(*arguments):
        status = run(["report", *map(str, arguments)])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return called


def test_a_site_here_and_its_first_page_said(report, here):
    status, out, err = report()
    pages = len(list((here / "site").rglob("*.html")))
    assert (status, out) == (0, f"site/index.html: {pages} pages, {pages} written\n")
    assert "Error" not in err
    assert report()[1] == f"site/index.html: {pages} pages, 0 written\n"


def test_pages_that_are_gone_are_counted(report):
    report()
    pages = len(json.loads(EXPORT.read_text())["rows"])
    _, out, _ = report("--from", EXPORT)
    assert re.search(r"pages, \d+ written, 1 removed\n$", out)
    assert len(list(Path("site/experiments").glob("*.html"))) == pages


def test_as_json(report, here):
    _, out, _ = report("-o", "results", "--json", "--title", "Dots")
    found = json.loads(out)
    assert found["index"] == "results/index.html"
    assert found["written"] == found["pages"]
    assert "Dots" in (here / "results" / "index.html").read_text()


def test_the_browser_is_given_an_address(report, here, monkeypatch):
    opened = []
    monkeypatch.setattr("webbrowser.open", lambda address: opened.append(address) or True)
    report("-o", "a b", "--open")
    assert opened == [f"file://{here}/a%20b/index.html"]


def test_where_there_is_no_browser_the_address_is_said(report, here, monkeypatch):
    monkeypatch.setattr("webbrowser.open", lambda address: False)
    status, _, err = report("--open")
    assert status == 0
    assert f"No browser can be started here. Open file://{here}/site/index.html\n" in err


def test_a_folder_of_other_files_and_the_command_to_type(report, here):
    (here / "thesis.tex").write_text("x")
    status, out, err = report("-o", ".")
    assert (status, out) == (2, "")
    assert err.endswith("Cause: It holds thesis.tex, and no report.\nTry: zoo report -o site\n")
    assert report("-o", "site")[0] == 0


def test_a_port_without_a_server_and_the_command_to_type(report, monkeypatch):
    status, _, err = report("--port", 9000)
    assert status == 2
    assert err == "Error: --port is for --serve.\nTry: zoo report --serve --port 9000\n"


def test_an_empty_store_says_so(report, monkeypatch, tmp_path):
    monkeypatch.setenv("ZOO_HOME", str(tmp_path / "empty"))
    status, _, err = report()
    assert status == 0
    assert err.endswith("No results yet. Try: zoo run\n")


@pytest.fixture
def served():
    """`zoo report --serve` in a process of its own, and what it says of itself."""
    command = [sys.executable, "-m", "zoo", "report", "--serve", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            lines = itertools.takewhile(lambda line: line != "}\n", process.stdout)
            yield process, json.loads("".join(lines) + "}")
        finally:
            process.kill()


def page(address):
    with urllib.request.urlopen(address, timeout=30) as answer:
        return answer.read().decode()


def test_served_it_follows_the_store_until_ctrl_c_and_leaves_nothing(here, served):
    process, said = served
    before = page(said["address"])
    assert "live.js" in before
    fakes.record(fakes.right(0.95), model="deep-net", group_id="new")
    while "deep-net" not in page(said["address"]):
        assert process.poll() is None
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err.splitlines()[-1]) == (0, "Ctrl-C ends it.")
    assert not Path(said["index"]).parent.exists()
    assert list(here.iterdir()) == []
