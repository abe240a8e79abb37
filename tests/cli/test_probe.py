"""`zoo probe`: a question is answered once, kept, shown again, listed; and what is refused."""

from __future__ import annotations

import json

import pytest
from PIL import Image

from tests.cli import asked
from zoo import paths
from zoo.cli import context, program
from zoo.experiments.probe_metrics import metrics
from zoo.store import Store


@pytest.fixture
def run(monkeypatch, zoo_home):
    """The name of a run that looks trained."""
    monkeypatch.setattr(context, "registry", asked.registry)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr(asked, "asked", [])
    return asked.record()


@pytest.fixture
def zoo(capsys):
    """Returns a function that runs `zoo probe` and returns its status, stdout and stderr."""

    def run(*arguments):
        status = program.run(["probe", *arguments])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run


def size(path):
    with Image.open(path) as image:
        return image.size


def test_what_is_found_is_printed(zoo, run):
    status, out, err = zoo(run, "sway")
    folder = paths.run_folder(run) / "probes" / "sway"
    assert status == 0
    assert out == (
        f"sway of {run}: dots, net, none, quick\n"
        "  swayed       75.00%\n"
        "  sway radius  1.5 px\n"
        "\na line\n"
        "\nA table\n"
        "class  images\n"
        "-----  ------\n"
        "a|b         2\n"
        "c           2\n"
        "Note: It is made up.\n"
        f"Picture: {folder / 'map.png'}\n"
        f"Picture: {folder / 'more.png'}\n"
    )
    assert err == f"asking {run}: sway\n"


def test_it_is_answered_once_and_shown_again(zoo, run):
    first = zoo(run, "sway")[1]
    status, again, err = zoo(run, "sway")
    assert (status, err) == (0, "")
    assert again.startswith(first)
    assert again.removeprefix(first).startswith("Found on 20")
    assert again.endswith(f"and kept. Again: zoo probe {run} sway --force\n")
    assert asked.asked == [1]
    zoo(run, "sway", "--force")
    assert asked.asked == [1, 1]


def test_the_numbers_are_metrics_of_the_run(zoo, run):
    zoo(run, "sway")
    assert Store.open().run(run).metrics["sway.share"] == 0.75
    described = metrics(asked.registry())
    assert (described["sway.share"].title, described["sway.share"].better) == ("swayed", "higher")
    assert described["sway.radius"].title == "sway radius"


def test_where_the_store_was_not_told_it_is_told_when_it_is_shown_again(zoo, run):
    """A process that dies between the two writes leaves the folder ahead of the store."""
    zoo(run, "sway")
    Store.open().probed(run, "sway", {})
    zoo(run, "sway")
    assert Store.open().run(run).metrics["sway.share"] == 0.75


def test_what_is_asked_with_parameters_is_kept_beside_it_and_is_no_metric(zoo, run):
    zoo(run, "sway:by=2")
    assert not [key for key in Store.open().run(run).metrics if key.startswith("sway.")]
    zoo(run, "sway")
    zoo(run, "sway:by=2")
    zoo(run, "sway:by=1")  # the default: the same question as without
    assert asked.asked == [2, 1]


def test_parameters_are_typed_as_options_too(zoo, run):
    assert json.loads(zoo(run, "sway", "--by", "3", "--json")[1])["question"] == "sway:by=3"
    assert json.loads(zoo(run, "sway", "--by=3", "--json")[1])["data"] == {"by": [3]}
    assert asked.asked == [3]


def test_where_the_code_of_the_probe_is_another_it_is_asked_again(zoo, run):
    zoo(run, "sway")
    file = paths.run_folder(run) / "probes" / "sway.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "code": "another"}))
    assert "by other code of the probe" in " ".join(zoo(run)[1].split())
    zoo(run, "sway")
    assert asked.asked == [1, 1]
    assert "other code" not in zoo(run)[1]


def test_where_a_file_that_it_was_asked_about_is_another_it_is_asked_again(zoo, run, tmp_path):
    def current():
        return [each["current"] for each in json.loads(zoo(run, "--json")[1])]

    (file := tmp_path / "a.jpg").write_bytes(b"one")
    zoo(run, "sway", "--of", str(file))
    assert current() == [True]
    file.write_bytes(b"two")
    assert current() == [False]
    assert "file that is another today" in zoo(run)[1]
    for _ in range(2):
        zoo(run, "sway", "--of", str(file))
    assert (asked.asked, current()) == ([1, 1], [True])
    file.unlink()
    assert current() == [False]


def test_the_list_of_what_was_found(zoo, run):
    assert zoo(run)[1] == f"{run} was asked nothing yet. See: zoo list probes\n"
    zoo(run, "sway:by=2")
    zoo(run, "sway")
    zoo(run, "mute")
    status, out, _ = zoo(run[:6])
    assert status == 0
    lines = [line.split() for line in out.splitlines()]
    assert lines[0] == ["probe", "found", "asked"]
    assert [line[0] for line in lines[2:]] == ["mute", "sway", "sway:by=2"]
    assert lines[3][1:-2] == ["swayed", "75.00%;", "sway", "radius", "1.5", "px"]
    listed = json.loads(zoo(run, "--json")[1])
    assert [(each["question"], each["current"]) for each in listed] == [
        ("mute", True),
        ("sway", True),
        ("sway:by=2", True),
    ]


def test_as_json(zoo, run):
    status, out, _ = zoo(run, "sway", "--json")
    told = json.loads(out)
    assert status == 0
    assert (told["run"], told["numbers"]) == (run, {"share": 0.75, "radius": 1.5})
    assert told["shown"][1] == {"columns": ["class", "images"], "rows": [["a|b", 2], ["c", 2]], "title": "A table"}
    assert [file.rpartition("/")[2] for file in told["files"]] == ["map.png", "more.png"]


def test_the_picture_is_written_where_it_is_asked_for(zoo, run, tmp_path):
    out = zoo(run, "sway", "-o", str(tmp_path / "a.png"))[1]
    assert f"Picture: {tmp_path / 'a.png'}\nPicture: {tmp_path / 'a-more.png'}\n" in out
    assert [size(tmp_path / name) for name in ("a.png", "a-more.png")] == [(3, 2), (5, 5)]
    zoo(run, "sway", "-o", str(tmp_path))
    assert (tmp_path / "sway.png").exists()
    assert asked.asked == [1]


def test_a_probe_that_fails_is_named_and_keeps_nothing(zoo, run):
    status, out, err = zoo(run, "sway:by=-1")
    assert (status, out) == (3, "")
    assert "The probe 'sway' of keras-zoo[test] failed while it measured." in err
    assert "Cause: ValueError: it fell over" in err
    status, _, err = zoo(run, "wrong")
    assert (status, "Expected zoo.Findings. Received: int" in err) == (3, True)
    assert not (paths.run_folder(run) / "probes").exists()


def test_a_probe_refuses_in_its_own_words(zoo, run):
    status, _, err = zoo(run, "sway:by=10")
    assert (status, err.splitlines()[1:]) == (2, ["Error: It sways by nine at most.", "Try: zoo list probes"])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["swya"], "There is no probe 'swya'."),
        (["net"], "It is a model, not a probe."),
        (["sway,mute"], "'sway,mute' is more than one probe."),
        (["sway+mute"], "'sway+mute' is more than one probe."),
        (["sway:buy=2"], "Did you mean by?"),
        (["sway", "--buy", "2"], "Did you mean by?"),
        (["sway", "--by"], "'--by' has no meaning here."),
        (["sway", "2"], "'2' has no meaning here."),
        (["sway", "--by", "1", "--by", "2"], "--by is given twice."),
        (["sway:by=1", "--by", "2"], "by is given twice"),
        (["--forse"], "There is no option '--forse' here."),
        (["sway", "-o", "a.pdf"], "'a.pdf' does not end in .png."),
        (["-o", "a.png"], "-o is for the picture of one probe."),
    ],
)
def test_what_cannot_be_asked(zoo, run, words, said):
    status, out, err = zoo(run, *words)
    assert (status, out) == (2, "")
    assert said in err
    assert len(err.splitlines()) <= 6
    assert asked.asked == []


def test_a_probe_without_a_picture(zoo, run, tmp_path):
    status, _, err = zoo(run, "mute", "-o", str(tmp_path / "a.png"))
    assert (status, "mute draws no picture." in err) == (2, True)


def test_a_folder_that_is_not_there_is_found_before_anything_is_asked(zoo, run, tmp_path):
    status, _, err = zoo(run, "sway", "-o", str(tmp_path / "no" / "a.png"))
    assert (status, f"There is no folder {tmp_path / 'no'}." in err) == (5, True)
    assert asked.asked == []


def test_a_run_that_is_not_there(zoo, run):
    status, _, err = zoo("ffff", "sway")
    assert (status, "No run is called 'ffff'." in err) == (2, True)


def test_a_stale_run_is_refused_with_the_command_that_asks_all_the_same(zoo, run, monkeypatch):
    name = asked.record(code="another", group_id="h")
    status, _, err = zoo(name, "sway:by=2")
    assert (status, f"Run {name!r} is stale" in err) == (1, True)
    command = f"zoo probe {name} sway:by=2 --force"
    assert err.splitlines()[-1] == f"Try: {command}"
    assert program.run(command.split()[1:]) == 0
    assert asked.asked == [2]
