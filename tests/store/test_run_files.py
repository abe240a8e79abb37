"""What is read of a run's folder, and what is said of a file that is gone or is not what the zoo writes."""

from __future__ import annotations

import numpy as np
import pytest

from zoo.errors import StoreError
from zoo.store import run_files


@pytest.fixture
def folder(tmp_path):
    (folder := tmp_path / "aaaaaaaaaaaa.1").mkdir()
    np.savez(folder / "test.npz", labels=[0, 1], predictions=[1, 1], logits=np.zeros((2, 3), np.float16))
    (folder / "experiment.json").write_text('{"classes": ["ä", "b", "c"]}', encoding="utf-8")
    return folder


def test_what_is_asked_for_is_read(folder):
    (predictions,) = run_files.test(folder, "predictions")
    labels, logits = run_files.test(folder, "labels", "logits")
    assert (predictions.tolist(), labels.tolist(), logits.shape) == ([1, 1], [0, 1], (2, 3))
    assert run_files.experiment(folder, "classes")["classes"] == ["ä", "b", "c"]


@pytest.mark.parametrize(
    ("arrays", "cause"),
    [
        (None, "There is no "),
        ({"labels": [0, 1]}, "predictions is not a file in the archive"),
        ({"labels": [0, 1], "predictions": [0]}, "its arrays are not numbers of the same images."),
        ({"labels": [0, 1], "predictions": ["a", "b"]}, "its arrays are not numbers of the same images."),
        ({"labels": [0, 1], "predictions": np.array([None, {}])}, "allow_pickle=False"),
    ],
)
def test_a_file_of_predictions_that_is_not_sound_is_named(folder, arrays, cause):
    (file := folder / "test.npz").unlink()
    if arrays is not None:
        np.savez(file, **arrays)
    with pytest.raises(StoreError, match=r"test\.npz cannot be read") as refused:
        run_files.test(folder, "labels", "predictions")
    assert cause in refused.value.cause
    assert refused.value.hint == "zoo reproduce aaaaaaaaaaaa.1"


@pytest.mark.parametrize(
    ("content", "cause"),
    [("{", "Expecting"), ("[]", "classes"), ("{}", "does not say classes"), ('{"classes": 5}', "no list of classes")],
)
def test_what_does_not_say_what_was_trained_is_refused(folder, content, cause):
    (folder / "experiment.json").write_text(content)
    with pytest.raises(StoreError, match=r"The run in .* cannot be read") as refused:
        run_files.experiment(folder, "classes")
    assert cause in refused.value.cause


@pytest.mark.parametrize(("content", "cause"), [("{", "Expecting"), ("{}", "no list of epochs"), ("[1]", "no list")])
def test_a_history_that_is_none_is_refused(folder, content, cause):
    (folder / "history.json").write_text('[{"epoch": 0}]')
    assert run_files.history(folder) == [{"epoch": 0}]
    (folder / "history.json").write_text(content)
    with pytest.raises(StoreError, match=r"The run in .* cannot be read") as refused:
        run_files.history(folder)
    assert cause in refused.value.cause
