"""What docs/how-to/using.md has of Python, executed as a notebook: training under its event loop, what is seen."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from zoo.cli import program

pytest.importorskip("nbclient")

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "using.md"
DOCUMENTED = re.findall(r"^```python\n(.*?)^```", PAGE.read_text(), re.MULTILINE | re.DOTALL)
CELLS = [*DOCUMENTED, 'zoo.run("digits", "mpl")', "import json; print(json.dumps(found.to_dicts()))"]

EXECUTE = """
import json, sys
import nbclient, nbformat
from jupyter_client.manager import KernelManager
kernel = KernelManager(kernel_name="python3")
kernel.kernel_spec.argv[0] = sys.executable
notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in json.load(sys.stdin)])
nbclient.NotebookClient(notebook, timeout=200, allow_errors=True, km=kernel).execute()
print(json.dumps([cell.outputs for cell in notebook.cells]))
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def outputs(home: str) -> list[list[dict[str, Any]]]:
    """What each cell gives."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", EXECUTE], input=json.dumps(CELLS), env={**os.environ, "ZOO_HOME": home},
        capture_output=True, text=True, timeout=280, check=True,
    )  # fmt: skip
    return json.loads(done.stdout)


def html(outputs: list[dict[str, Any]]) -> str:
    (shown,) = [each for each in outputs if each["output_type"] == "execute_result"]
    return str(shown["data"]["text/html"])


def test_what_is_documented_works(outputs: list[list[dict[str, Any]]]) -> None:
    assert len(DOCUMENTED) == 6
    assert [each for cell in outputs[:-2] for each in cell if each["output_type"] == "error"] == []


def test_training_prints_what_came_of_it_and_takes_its_bar_away(outputs: list[list[dict[str, Any]]]) -> None:
    first, *printed, _ = outputs[0]
    assert first["output_type"] == "display_data"
    assert first["data"]["text/html"] == ""
    assert {each["name"] for each in printed} == {"stdout"}
    assert "done: digits, mlp, shift, fast:epochs=2, seed 0: " in "".join(each["text"] for each in printed)


def test_results_leaderboards_and_runs_are_tables_and_previews_pictures(outputs: list[list[dict[str, Any]]]) -> None:
    assert html(outputs[0]).startswith("<table><thead><tr>")
    assert html(outputs[2]).startswith("<h4>digits</h4><table>")
    assert html(outputs[3]).count("<tr>") == 3
    (shown,) = [each for each in outputs[4] if each["output_type"] == "execute_result"]
    assert "image/png" in shown["data"]


def test_a_model_gives_probabilities(outputs: list[list[dict[str, Any]]]) -> None:
    (shown,) = [each for each in outputs[5] if each["output_type"] == "execute_result"]
    assert shown["data"]["text/plain"].startswith("((8, 10), (")


def test_an_error_is_three_lines_and_no_traceback(outputs: list[list[dict[str, Any]]]) -> None:
    (error,) = outputs[-2]
    assert error["traceback"] == ["Error: There is no model 'mpl'.", "Cause: Did you mean mlp?", "Try: zoo list models"]


def test_the_command_line_has_the_same_records(
    outputs: list[list[dict[str, Any]]], home: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (typed,) = re.findall(r"^`zoo (run [^`]+)` is the same request", PAGE.read_text(), re.MULTILINE)
    monkeypatch.setenv("ZOO_HOME", home)
    assert program.run([*typed.split(), "--json"]) == 0
    python = json.loads(outputs[-1][0]["text"])
    assert json.loads(capsys.readouterr().out) == [{**run, "status": "skipped"} for run in python]
