"""What Python gets of what was trained and of what is installed: `zoo.runs`, `zoo.leaderboard`, `zoo.dataset`."""

from __future__ import annotations

import json
from typing import Any

import pytest

import zoo
from tests.cli import asked
from tests.ranking import fakes
from zoo import paths
from zoo.cli import context, program

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(context, "registry", lambda **_: fakes.registry())


@pytest.fixture
def filled() -> None:
    for seed in range(3):
        fakes.record(fakes.right(0.9, seed), test_accuracy=0.9, seed=seed, group_id="best", augmenter="move+turn")
    fakes.record(test_accuracy=0.8, group_id="plain")
    fakes.record(test_accuracy=0.7, group_id="line", dataset="lines", model="deep-net", status="failed")


@pytest.mark.usefixtures("filled")
def test_runs_are_those_of_the_command_line(capsys: Capture) -> None:
    found = zoo.runs(dataset="dots", aug="move+turn", last=2, registry=fakes.registry())
    assert program.run(["runs", "-d", "dots", "-a", "move+turn", "--last", "2", "--json"]) == 0
    assert found.to_dicts() == json.loads(capsys.readouterr().out)
    assert [each.seed for each in found] == [2, 1]
    assert found[0].test_accuracy == 0.9
    assert found._repr_html_().count("<tr>") == 3
    assert repr(found).splitlines()[2].startswith(found[0].name)


@pytest.mark.usefixtures("filled")
def test_none_of_the_runs_is_said() -> None:
    found = zoo.runs(status="running", registry=fakes.registry())
    assert len(found) == 0
    assert repr(found).startswith("none of the 5 runs in ")
    assert "none of the 5 runs" in found._repr_html_()


def test_a_run_has_its_folder_its_history_and_its_curves() -> None:
    name = asked.record(test_accuracy=0.75)
    (run,) = zoo.runs(registry=fakes.registry())
    assert (str(run), run.folder, run.history, run.curves) == (name, paths.run_folder(name), [], None)
    assert "75.00%" in run._repr_html_()
    assert zoo.trained(run, registry=asked.registry()).name == name  # where a name is expected, it is one
    (run.folder / "history.json").write_text('[{"epoch": 0, "loss": 0.5}]')
    (run.folder / "curves.png").write_bytes(b"PNG")
    (again,) = zoo.runs(registry=fakes.registry())
    assert again.history == [{"epoch": 0, "loss": 0.5}]
    assert again._repr_png_() == b"PNG"
    assert "data:image/png;base64,UE5H" in again._repr_html_()
    with pytest.raises(AttributeError):
        run.nothing  # noqa: B018 - the access is the test


@pytest.mark.usefixtures("filled")
def test_a_leaderboard_is_that_of_the_command_line(capsys: Capture) -> None:
    found = zoo.leaderboard(dataset="dots", registry=fakes.registry())
    for form in ("json", "markdown", "csv", "latex"):
        assert program.run(["leaderboard", "-d", "dots", "--format", form]) == 0
        assert capsys.readouterr().out == f"{found.text(form)}\n"
    assert [(row.augmenter, row.accuracy) for row in found] == [("move+turn", 0.9), (found[1].augmenter, 0.8)]
    markup = found._repr_html_()
    assert markup.startswith("<h4>dots</h4><table>")
    assert "<small>" in markup
    assert "90.00 ±" in repr(found)


@pytest.mark.usefixtures("filled")
def test_views_of_a_leaderboard() -> None:
    by = zoo.leaderboard(by="augmenter", registry=fakes.registry())
    assert '<td style="text-align: left">both</td>' in by._repr_html_()  # the name of the preset
    assert len(zoo.leaderboard(columns=["macro_f1", "ECE"], registry=fakes.registry()).sheet.tables) == 2
    front = zoo.leaderboard(pareto="parameters", registry=fakes.registry())
    assert front._repr_html_().count("<img") == (1 if any(row.parameters for row in front) else 0)


@pytest.mark.usefixtures("filled")
def test_an_export_is_read_without_a_store(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "leaderboard.json"
    before = zoo.leaderboard(registry=fakes.registry())
    file.write_text(before.text("json"))
    monkeypatch.setenv("ZOO_HOME", str(tmp_path / "elsewhere"))
    assert zoo.leaderboard(from_=file).text("json") == before.text("json")
    assert zoo.leaderboard(from_=str(file), top=1, registry=fakes.registry()).rows == (before[0], before[2])
    with pytest.raises(zoo.UsageError, match="effects cannot be read from a file"):
        repr(zoo.leaderboard(from_=file, effects=True))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"sort": "speed"}, "sort='speed' is not known"),
        ({"by": "seed"}, "by='seed' is not known"),
        ({"pareto": "parameter"}, "Did you mean parameters"),
        ({"interval": "seed"}, "Did you mean seeds"),
        ({"by": "model", "effects": True}, "--by and --effects are two views"),
        ({"columns": "ecce"}, "ecce"),
        ({"model": "deepnet"}, "Did you mean deep-net"),
    ],
)
@pytest.mark.usefixtures("filled")
def test_what_a_leaderboard_cannot_be(options: dict[str, object], message: str) -> None:
    with pytest.raises(zoo.UsageError, match=message):
        zoo.leaderboard(registry=fakes.registry(), **options)
    with pytest.raises(zoo.UsageError, match="is not known"):
        zoo.runs(sort="seed", registry=fakes.registry())


def test_a_dataset_is_its_images_labels_and_classes() -> None:
    found = zoo.dataset("digits", quiet=True)
    assert found.train.images[:2].shape == (2, 8, 8, 1)
    assert len(found.train.labels) + len(found.test.labels) == 1797
    assert list(found.classes) == [str(digit) for digit in range(10)]
    with pytest.raises(zoo.UsageError, match="more than one dataset"):
        zoo.dataset("digits,digits")
    with pytest.raises(zoo.UsageError, match="There is no dataset 'digts'"):
        zoo.dataset("digts")


def test_a_sheet_is_a_picture_and_needs_no_tensorflow() -> None:
    drawn = zoo.preview("digits", split="test", rows=2, images=3, quiet=True)
    assert (drawn.mode, drawn.info["classes_shown"], drawn.info["split"]) == ("RGB", 2, "test")
    with pytest.raises(zoo.UsageError, match="--epoch is for what an augmenter does"):
        zoo.preview("digits", epoch=2)
    with pytest.raises(zoo.UsageError, match="draws: '0' is not an integer from 1"):
        zoo.preview("digits", "shift", draws=0)


@pytest.mark.parametrize("last", [-1, 0, "x"])
def test_so_many_runs_is_a_number(last: Any) -> None:
    with pytest.raises(zoo.UsageError, match=r"last: '.+' is not an integer from 1"):
        zoo.runs(last=last, registry=fakes.registry())
