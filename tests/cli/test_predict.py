"""`zoo predict`: which files are meant, what is printed, and that a wrong one among many costs the others nothing."""

from __future__ import annotations

import contextlib
import io
import json
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from tests.cli import asked
from zoo.api.progress import view
from zoo.cli import context, program
from zoo.training.trained import Trained
from zoo_classics import zoo_datasets

FOLDER = next(each for each in zoo_datasets() if each.name == "image-folder")


def registry(**_):
    known = asked.registry()
    components = {**known.components, ("dataset", FOLDER.name): (FOLDER, known.provider("model", "net"))}
    catalogue = replace(known.catalogue, defaults={**known.catalogue.defaults, "reader": FOLDER.name})
    return replace(known, components=components, catalogue=catalogue)


@pytest.fixture
def run(monkeypatch, zoo_home, tmp_path):
    """The name of a run that looks trained on grey images of 2x2 pixels, and whose net takes bright ones for a."""
    monkeypatch.setattr(context, "registry", registry)
    monkeypatch.setattr(view, "shown", contextlib.nullcontext)  # a slow machine would show progress
    monkeypatch.setenv("COLUMNS", "80")

    def predict(self, images):
        mean = images[np.arange(len(images))].mean(axis=(1, 2, 3))
        return np.stack([mean / 25 - 5, 5 - mean / 25], axis=1).astype(np.float32)

    monkeypatch.setattr(Trained, "predict", predict)
    (folder := tmp_path / "mine").mkdir()
    monkeypatch.chdir(folder)
    return asked.record()


@pytest.fixture
def predict(capsys):
    """Returns a function that runs `zoo predict` and returns its status, stdout and stderr."""

    def run(*arguments):
        status = program.run(["predict", *arguments])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run


def save(name, value=255, mode="RGB", size=(5, 4)):
    Image.new(mode, size, value if mode in ("L", "I;16") else (value,) * len(mode)).save(name)


NOTE = "Note: dots reads no files: these images are read as image-folder reads its own.\n"


def test_a_line_for_each_image(predict, run):
    save("white.png")
    save("black.jpg", 0)
    status, out, err = predict(run[:6], "white.png", "black.jpg")
    assert (status, err) == (0, NOTE)
    assert out.splitlines() == [
        "image      taken for",
        "---------  ------------------",
        "white.png  a 100.00%, b 0.00%",
        "black.jpg  b 100.00%, a 0.00%",
    ]
    assert predict(run, "white.png", "--top", "1")[1].splitlines()[2] == "white.png  a 100.00%"


def test_folders_are_searched_and_other_files_left_out(predict, run, tmp_path):
    (tmp_path / "mine" / "deep" / "er").mkdir(parents=True)
    for name in ("b.PNG", "deep/er/a.png", ".hidden.png"):
        save(name)
    (tmp_path / "mine" / "notes.txt").write_text("text")
    status, out, err = predict(run, ".", "--json")
    assert (status, err) == (0, "Note: left out 1 other file: ./notes.txt\n" + NOTE)
    assert [each["image"] for each in json.loads(out)["images"]] == ["./b.PNG", "./deep/er/a.png"]


def test_one_image_on_standard_input(predict, run, monkeypatch):
    save("white.png")
    with open("white.png", "rb") as stream:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(stream))
        status, out, _ = predict(run, "-", "--json")
    assert status == 0
    likeliest, other = ({"class": name, "probability": pytest.approx(p, abs=1e-3)} for name, p in (("a", 1), ("b", 0)))
    assert json.loads(out)["images"] == [{"image": "-", "classes": [likeliest, other], "error": None}]


@pytest.mark.parametrize(
    ("name", "mode", "value"),
    [("a.png", "L", 255), ("a.png", "RGBA", 255), ("a.gif", "P", 255), ("a.png", "I;16", 65535), ("a.tif", "1", 1)],
)
def test_every_mode_is_read_as_a_training_folder_is(predict, run, name, mode, value):
    save(name, 255) if mode in ("P", "1") else save(name, value, mode)
    if mode in ("P", "1"):
        with Image.open(name) as image:
            image.convert(mode).save(name)
    assert "a 100.00%" in predict(run, name)[1]


def test_a_photo_is_turned_as_its_metadata_says(predict, run, monkeypatch):
    seen = []
    monkeypatch.setattr(Trained, "predict", lambda self, images: seen.append(images) or np.zeros((1, 2), np.float32))
    turned = Image.new("RGB", (40, 40))
    turned.paste((255, 255, 255), (0, 0, 40, 20))  # its upper half, which is shown on the right
    (exif := Image.Exif())[0x0112] = 6
    turned.save("a.jpg", exif=exif)
    predict(run, "a.jpg")
    assert (seen[0][0, :, :, 0] > 128).tolist() == [[False, True], [False, True]]


def test_wrong_files_are_said_and_do_not_lose_the_others(predict, run, tmp_path):
    save("white.png")
    (tmp_path / "mine" / "empty.png").touch()
    (tmp_path / "mine" / "cut.png").write_bytes((tmp_path / "mine" / "white.png").read_bytes()[:50])
    status, out, err = predict(run, "empty.png", "white.png", "cut.png", "none.png")
    assert status == 4
    assert out.splitlines()[2:] == ["white.png  a 100.00%, b 0.00%"]
    lines = err.splitlines()
    assert lines[1] == "empty.png: It is empty."
    assert lines[2].startswith("cut.png: ")
    assert lines[3:] == [
        "none.png: No such file or directory.",
        "Error: 3 of 4 images cannot be read.",
        "Try: zoo show image-folder",
    ]
    told = json.loads(predict(run, "empty.png", "white.png", "--json")[1])["images"]
    assert [(each["error"], len(each["classes"])) for each in told] == [("It is empty.", 0), (None, 2)]


def test_one_file_that_is_no_image(predict, run, tmp_path):
    (tmp_path / "mine" / "notes.txt").write_text("text")
    status, out, err = predict(run, "notes.txt")
    assert (status, out) == (4, "")
    assert err.removeprefix(NOTE).splitlines() == [
        "Error: 'notes.txt' cannot be read as an image.",
        "Cause: It is none of JPEG, PNG, BMP, WEBP, TIFF, GIF, or its beginning is damaged.",
        "Try: zoo show image-folder",
    ]
    assert program.run(["show", "image-folder"]) == 0


@pytest.mark.parametrize(("name", "folder"), [("none.png", "."), ("nowhere/none.png", "."), ("/none.png", "/")])
def test_one_file_that_is_not_there(predict, run, name, folder):
    assert predict(run, name)[2].removeprefix(NOTE).splitlines() == [
        f"Error: '{name}' cannot be read as an image.",
        "Cause: No such file or directory.",
        f"Try: ls {folder}",
    ]


def test_of_many_wrong_files_some_are_named(predict, run):
    status, _, err = predict(run, *(f"{number}.png" for number in range(30)))
    assert (status, err.count("No such file")) == (4, 20)
    assert err.splitlines()[-3:] == [
        "Error: 30 of 30 images cannot be read.",
        "Cause: 10 are not named; --json has them.",
        "Try: zoo show image-folder",
    ]


def test_a_folder_without_images(predict, run, tmp_path):
    (tmp_path / "mine" / "notes.txt").write_text("text")
    status, out, err = predict(run, ".")
    assert (status, out, err.splitlines()[0]) == (2, "", "Error: There is no image in ..")
    assert err.splitlines()[-1] == "Try: ls ."


def test_without_a_dataset_that_reads_files_it_says_so(predict, run, monkeypatch):
    monkeypatch.setattr(context, "registry", asked.registry)
    status, _, err = predict(run, "a.png")
    assert (status, err.splitlines()[0]) == (2, "Error: No dataset that is installed reads image files.")


def test_a_stale_run_is_refused_with_the_command_that_asks_all_the_same(predict, run):
    save("white.png")
    name = asked.record(code="another", group_id="h")
    status, _, err = predict(name, "white.png")
    command = f"zoo predict {name} white.png --force"
    assert (status, err.splitlines()[-1]) == (1, f"Try: {command}")
    assert predict(*command.split()[2:])[0] == 0
