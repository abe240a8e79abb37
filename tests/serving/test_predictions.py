"""Files are predicted as the images of a training folder are: the same files give what the test found."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from scipy.special import softmax

import zoo
from tests.serving.conftest import REGISTRY, photo
from zoo.progress import listening
from zoo.serving.image_files import File, ImageFiles, find, reader
from zoo.serving.model import dataset
from zoo.serving.predictions import FEW, predict
from zoo.training.loading import trained


@pytest.fixture
def asked(run):
    """The run, and a function that predicts files."""
    rebuilt = trained(run, registry=REGISTRY)
    how = reader(dataset(rebuilt, REGISTRY), REGISTRY)
    return rebuilt, lambda files, top=3: predict(rebuilt, ImageFiles(files, how, REGISTRY, rebuilt.image_shape), top)


def test_the_files_of_the_test_give_what_the_test_found(asked, photos):
    rebuilt, predicted = asked
    files, _ = find([str(photos / "test")], [".jpg"])
    found = predicted(files)
    expected = softmax(rebuilt.logits, axis=1)
    assert [each.name for each in found] == sorted(each.name for each in found)
    for each, row, label in zip(found, expected, rebuilt.labels, strict=True):
        assert (each.classes[0][0], each.wrong) == (rebuilt.classes[label], None)
        assert [each.classes[0][1]] == pytest.approx([row.max()], abs=1e-3)


def test_many_files_with_wrong_ones_among_them(asked, tmp_path):
    photo("red", 90, 40).save(tmp_path / "red.png")
    files = [File(str(tmp_path / "red.png"))] * (FEW + 1)
    files[3], files[FEW - 1] = File(str(tmp_path / "none.png")), File("-", b"no image")
    found = asked[1](files, 1)
    assert {each.classes[0][0] for each in found if not each.wrong} == {"red"}
    assert {index: each.wrong for index, each in enumerate(found) if each.wrong} == {
        3: "No such file or directory.",
        FEW - 1: "It is none of JPEG, PNG, BMP, WEBP, TIFF, GIF, or its beginning is damaged.",
    }


def test_progress_is_told_from_the_first_image_to_the_last(asked, tmp_path, monkeypatch):
    monkeypatch.setattr("zoo.progress.INTERVAL", 0)
    photo("red").save(tmp_path / "red.png")
    told = []
    with listening(lambda what, done, total, unit: told.append((what, done, total, unit))):
        files = [File(str(tmp_path / "red.png"))] * (FEW + 1)
        how = reader(dataset(asked[0], REGISTRY), REGISTRY)
        read = ImageFiles(files, how, REGISTRY, asked[0].image_shape)
        assert told == []
        predict(asked[0], read, 1)
    assert told == [("reading", done, FEW + 1, "images") for done in range(FEW + 2)]


def test_a_model_of_the_run_agrees_with_what_files_are_taken_for(asked, run, tmp_path):
    """`zoo.load` resizes in its graph what the files' reader resizes with Pillow."""
    photo("green", 61, 33).save(tmp_path / "green.png")
    [found] = asked[1]([File(str(tmp_path / "green.png"))])
    model = zoo.load(run)
    [row] = model.predict(np.asarray(photo("green", 61, 33))[None], verbose=0)
    assert model.classes == ("blue", "green", "red")
    assert dict(found.classes) == pytest.approx(dict(zip(model.classes, row.tolist(), strict=True)), abs=0.02)


def test_where_no_file_can_be_read_tensorflow_is_not_imported(run, tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", ":".join(filter(None, sys.path)))
    code = f"""
import sys
sys.modules["tensorflow"] = sys.modules["keras"] = None
from zoo.cli import program
sys.exit(program.run(["predict", {run!r}, {str(tmp_path / "none.jpg")!r}]))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.splitlines()[1]) == (4, "Cause: No such file or directory.")
