"""A notebook, executed: training under its event loop, and what a reader sees; the bits are the command line's."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from zoo.cli import program

pytest.importorskip("nbclient")

TYPED = ["run", "-d", "digits", "-m", "mlp", "--epochs", "2", "--limit", "300", "--threads", "1"]
CELLS = [
    'import json, zoo\nfound = zoo.run("digits", "mlp", epochs=2, limit=300, threads=1)\nfound',
    "found[0]",
    "zoo.leaderboard(limited=True)",
    "zoo.runs()",
    'zoo.run("digits", "mpl")',
    "print(json.dumps(found.to_dicts()))",
]

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


def test_training_prints_what_came_of_it_and_takes_its_bar_away(outputs: list[list[dict[str, Any]]]) -> None:
    first, *printed, table = outputs[0]
    assert first["output_type"] == "display_data"
    assert first["data"]["text/html"] == ""
    assert {each["name"] for each in printed} == {"stdout"}
    assert "done: digits, mlp, none, fast:epochs=2, seed 0: " in "".join(each["text"] for each in printed)
    assert table["data"]["text/html"].startswith("<table><thead><tr>")
    assert "data:image/png" in table["data"]["text/html"]  # one run: its curves


def test_a_run_is_its_curves_and_the_rest_are_tables(outputs: list[list[dict[str, Any]]]) -> None:
    ((run,), (board,), (runs,)) = outputs[1:4]
    assert {"text/plain", "text/html", "image/png"} <= run["data"].keys()
    assert board["data"]["text/html"].startswith("<h4>digits</h4><table>")
    assert runs["data"]["text/html"].count("<tr>") == 2


def test_an_error_is_three_lines_and_no_traceback(outputs: list[list[dict[str, Any]]]) -> None:
    (error,) = outputs[4]
    assert error["traceback"] == ["Error: There is no model 'mpl'.", "Cause: Did you mean mlp?", "Try: zoo list models"]


def test_the_command_line_gives_the_same_bits_and_the_same_record(
    outputs: list[list[dict[str, Any]]], home: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def typed(*more: str) -> dict[str, Any]:
        assert program.run([*TYPED, *more, "--json"]) == 0
        (printed,) = json.loads(capsys.readouterr().out)
        return printed

    monkeypatch.setenv("ZOO_HOME", home)
    (python,) = json.loads(outputs[5][0]["text"])
    assert typed() == {**python, "status": "skipped"}  # the same experiment, and its record
    again = typed("--force")
    differing = {key for key in again if again[key] != python[key]}
    assert differing <= {"run", "folder", "train_seconds", "images_per_second"}
    assert again["run"] != python["run"]
