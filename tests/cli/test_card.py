"""`zoo card`: Markdown that a renderer reads, all of it from the record, its pictures beside it."""

from __future__ import annotations

import json
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt
from PIL import Image

from tests.cli import asked
from tests.ranking import fakes
from zoo import paths
from zoo.cli import context, program
from zoo.errors import StoreError
from zoo.store import Store

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(context, "registry", asked.registry)
    monkeypatch.setitem(sys.modules, "keras", None)  # importing it is an error
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def run() -> str:
    """A run that was asked a question, with its pictures."""
    name = asked.record(test_accuracy=0.75)
    for picture in ("curves.png", "confusion.png"):
        Image.new("L", (3, 2)).save(paths.run_folder(name) / picture)
    assert program.run(["probe", name, "sway"]) == 0
    return name


def card(capsys: Capture, *arguments: str) -> str:
    capsys.readouterr()
    assert program.run(["card", *arguments]) == 0
    return capsys.readouterr().out


def tokens(text: str) -> list[Any]:
    return MarkdownIt("commonmark").enable("table").parse(text)


def headings(text: str) -> list[str]:
    found = tokens(text)
    return [after.content for each, after in pairwise(found) if each.type == "heading_open"]


def pictures(text: str) -> list[str]:
    inline = [child for each in tokens(text) for child in each.children or []]
    return [str(child.attrs["src"]) for child in inline if child.type == "image"]


def cells(text: str) -> list[str]:
    found = tokens(text)
    return [after.content for each, after in pairwise(found) if each.type == "td_open"]


def test_a_card_has_a_section_for_each_thing_that_is_known(run: str, capsys: Capture) -> None:
    text = card(capsys, run)
    assert headings(text) == [
        *("dots, net, none, quick", "Use", "What it reaches", "Beside others", "dots", "Where it fails"),
        *("What probes found", "sway", "Data", "How it was made", "Limits", "Repeat it"),
    ]
    assert "**Test accuracy 75.00%**" in text
    assert f"zoo predict {run} photo.jpg" in text
    assert {"a", "b", "1", "50.00%"} <= set(cells(text))  # one of the two images of `a` is taken for `b`
    assert {"swayed", "75.00%", "sway radius", "1.5 px", "It is made up."} <= {*cells(text), *text.split("\n")}
    assert "Not asked: mute, wrong." in text
    assert "- It knows 2 classes" in text
    assert "- It is one training" in text
    assert "licence" in cells(text)


def test_a_question_without_figures_has_no_table(run: str, capsys: Capture) -> None:
    assert program.run(["probe", run, "mute"]) == 0
    text = card(capsys, run)
    assert "mute" in headings(text)
    assert "|    |     |" not in text
    assert all(len(block.strip().splitlines()) > 2 for block in text.split("\n\n") if block.startswith("|"))


def test_its_pictures_are_in_the_run_s_folder(run: str, capsys: Capture) -> None:
    found = [Path(src) for src in pictures(card(capsys, run))]
    assert [path.name for path in found] == ["confusion.png", "map.png", "more.png", "curves.png"]
    assert all(path.is_file() for path in found)


@pytest.mark.parametrize(("given", "file"), [("card.md", "card.md"), ("~/card.md", "card.md"), (".", "README.md")])
def test_written_they_are_beside_it(
    run: str, capsys: Capture, here: Path, monkeypatch: pytest.MonkeyPatch, given: str, file: str
) -> None:
    monkeypatch.setenv("HOME", str(here))
    assert card(capsys, run, "-o", given) == ""
    found = pictures((here / file).read_text())
    assert len(found) == 4
    assert all((here / src).is_file() and not Path(src).is_absolute() for src in found)


def test_a_card_that_is_there_is_not_written_over_unless_that_is_asked_for(
    run: str, here: Path, capsys: Capture
) -> None:
    (here / "card.md").write_text("by hand")
    assert program.run(["card", run, "-o", "card.md"]) == 2
    assert "card.md --force" in capsys.readouterr().err
    assert (here / "card.md").read_text() == "by hand"
    card(capsys, run, "-o", "card.md", "--force")
    assert (here / "card.md").read_text().startswith("# ")


def test_the_command_that_repeats_it_is_the_record_s(run: str, capsys: Capture) -> None:
    text = card(capsys, run)
    assert program.run(["show", run, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["repeat"] in text.splitlines()


def test_json_is_the_same_as_data(run: str, capsys: Capture) -> None:
    told = json.loads(card(capsys, run, "--json"))
    assert told["run"]["name"] == run
    assert told["classes"] == ["a", "b"]
    assert told["leaderboard"]["runs"] == [run]
    assert told["confusions"] == [{"true": "a", "taken_for": "b", "images": 1, "share": 0.5}]
    assert [each["question"] for each in told["probes"]] == ["sway"]
    assert set(told["pictures"]) == {"curves", "confusion", "sway-map", "sway-more"}


def test_what_it_reached_on_other_data_is_there(run: str, capsys: Capture) -> None:
    folder = paths.run_folder(run) / "evaluations"
    folder.mkdir()
    found = {"dataset": "lines", "images": 1000, "accuracy": 0.5, "difference": -0.25, "half_width": 0.031}
    (folder / "lines.json").write_text(json.dumps(found))
    (folder / "torn.json").write_text("{")
    text = card(capsys, run)
    assert "On other data" in headings(text)
    assert {"lines", "1,000", "50.00%", "-25.00 ± 3.10 points"} <= set(cells(text))


def test_nothing_of_a_record_is_markup(capsys: Capture) -> None:
    name = asked.record(test_accuracy=0.75)
    file = paths.run_folder(name) / "experiment.json"
    file.write_text(file.read_text().replace('"a"', '"<script>|*a*"'))
    text = card(capsys, name)
    assert "<script>" not in text
    assert MarkdownIt("commonmark").enable("table").render(text).count("<em>") == 0


@pytest.mark.parametrize(
    ("arguments", "message", "status"),
    [
        (["-o", "card.txt"], "'card.txt' does not end in .md.", 2),
        (["-o", "no/card.md"], "no/card.md cannot be written.", 5),
    ],
)
def test_a_place_that_cannot_be(run: str, capsys: Capture, arguments: list[str], message: str, status: int) -> None:
    assert program.run(["card", run, *arguments]) == status
    said = capsys.readouterr().err
    assert message in said
    assert "Try: " in said


def test_a_run_without_a_result_or_its_files_is_refused(capsys: Capture) -> None:
    store = Store.open()
    lease = store.begin(fakes.run(experiment_id="broken"))
    store.fail(lease, {"message": "The loss is not finite."})
    failed = lease.name
    assert program.run(["card", failed]) == 2
    assert f"Run '{failed}' has no result: it is failed.\nTry: zoo show {failed}" in capsys.readouterr().err
    done = asked.record(test_accuracy=0.75, group_id="g1")
    (paths.run_folder(done) / "experiment.json").unlink()
    assert program.run(["card", done]) == StoreError.exit_status
    assert f"Try: zoo reproduce {done}" in capsys.readouterr().err
