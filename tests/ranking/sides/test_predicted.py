"""What a run's folder keeps of its test; nothing where it is gone or is not what the zoo writes."""

from __future__ import annotations

import numpy as np
import pytest

from tests.ranking import tested
from zoo import paths
from zoo.ranking.sides import predicted

NAME = "aaaaaaaaaaaa.1"


@pytest.fixture
def folder():
    tested.write(NAME, np.array([True, False, True]))
    return paths.run_folder(NAME)


def test_it_is_read(folder):
    found = predicted.read(folder)
    assert found.classes == tested.CLASSES
    assert found.labels.tolist() == [0, 1, 2]
    assert found.predictions.tolist() == [0, 2, 2]
    sure = np.exp(2) / (np.exp(2) + 2)
    np.testing.assert_allclose(found.probabilities.max(axis=1), sure, rtol=1e-5)
    np.testing.assert_allclose(found.probabilities.sum(axis=1), 1, rtol=1e-5)


def test_logits_that_are_as_large_as_they_can_be(folder):
    np.savez(folder / "test.npz", labels=[0], predictions=[1], logits=np.array([[-65504, 65504, 0]], np.float16))
    assert predicted.read(folder).probabilities.tolist() == [[0, 1, 0]]


@pytest.mark.parametrize("file", ["test.npz", "experiment.json"])
@pytest.mark.parametrize("content", [None, b"", b"PK\3\4 nothing", b"[]"])
def test_what_is_gone_or_damaged_is_nothing(folder, file, content):
    (folder / file).unlink() if content is None else (folder / file).write_bytes(content)
    assert predicted.read(folder) is None


@pytest.mark.parametrize(
    "arrays",
    [
        {"labels": [0, 1], "predictions": [0], "logits": np.zeros((2, 3))},
        {"labels": [0], "predictions": [0], "logits": np.zeros((1, 2))},
        {"labels": [0], "predictions": [0]},
        {"labels": [3], "predictions": [0], "logits": np.zeros((1, 3))},
        {"labels": [0], "predictions": [-1], "logits": np.zeros((1, 3))},
        {"labels": [0], "predictions": [0.5], "logits": np.zeros((1, 3))},
    ],
)
def test_arrays_that_do_not_fit_are_nothing(folder, arrays):
    np.savez(folder / "test.npz", **arrays)
    assert predicted.read(folder) is None
