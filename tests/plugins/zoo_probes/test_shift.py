"""The probe `shift`: what it moves, what it counts, and what it says of nets whose answer is known."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

import zoo
from zoo.testing import check_component
from zoo_probes import shift


class Known:
    """A run whose net finds the column in which the only bright pixel of an image is."""

    image_shape, classes, title = (8, 8, 1), tuple("abcdefgh"), "known"

    def __init__(self, columns: tuple[int, ...] = (3, 4, 5)) -> None:
        self.labels, self.net = np.array(columns), None
        self.images = np.zeros((len(columns), 8, 8, 1), dtype=np.uint8)
        self.images[np.arange(len(columns)), 4, columns] = 255

    def predict(self, images: np.ndarray) -> np.ndarray:
        return images[:, :, :, 0].max(axis=1).astype(np.float32)


def test_what_moves_in_and_what_moves_out() -> None:
    image = np.arange(1, 10, dtype=np.uint8).reshape(1, 3, 3, 1)
    black, nearest = (shift.surrounded(image, 1, fill) for fill in ("black", "nearest"))
    assert shift.moved(black, 1, 0, 0)[0, :, :, 0].tolist() == [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
    assert shift.moved(black, 1, 1, 0)[0, :, :, 0].tolist() == [[0, 0, 0], [1, 2, 3], [4, 5, 6]]
    assert shift.moved(black, 1, 0, 1)[0, :, :, 0].tolist() == [[0, 1, 2], [0, 4, 5], [0, 7, 8]]
    assert shift.moved(nearest, 1, -1, 1)[0, :, :, 0].tolist() == [[4, 4, 5], [7, 7, 8], [7, 7, 8]]


@pytest.mark.parametrize(
    ("side", "reach", "step", "expected"),
    [
        (28, None, None, list(range(-7, 8))),
        (32, None, None, list(range(-7, 8))),
        (8, None, None, [-2, -1, 0, 1, 2]),
        (3, None, None, [-1, 0, 1]),
        (224, None, None, list(range(-56, 57, 8))),
        (28, 3, None, [-3, -2, -1, 0, 1, 2, 3]),
        (28, 14, None, list(range(-14, 15, 2))),
        (28, 14, 7, [-14, -7, 0, 7, 14]),
        (28, 2, 5, [-5, 0, 5]),
    ],
)
def test_how_far_and_how_many(side: int, reach: int | None, step: int | None, expected: list[int]) -> None:
    assert shift.places(side, reach, step) == expected


def test_a_net_that_finds_a_place_is_right_only_where_nothing_is_moved_sideways() -> None:
    found = shift.measure(Known(), reach=2)  # type: ignore[arg-type]
    accuracy = np.asarray(found.data["accuracy"])
    assert accuracy.tolist() == [[0.0, 0.0, 1.0, 0.0, 0.0]] * 5
    assert found.numbers["accuracy"] == 0.2
    assert found.numbers["lowest"] == 0.0
    assert found.numbers["consistency"] == pytest.approx(5 * 5 * 4 / (25 * 24))  # the five places of one column agree
    assert found.data["by_distance"][1] == (1.0, 0.25)  # up, down; right, left and the corners are one pixel away too
    found.check()


def test_consistency_is_counted_over_all_pairs_of_places() -> None:
    found = np.random.default_rng(0).integers(0, 3, (9, 50))
    pairs = [np.mean(found[a] == found[b]) for a, b in itertools.combinations(range(9), 2)]
    assert shift.agreement(found, 3) == pytest.approx(np.mean(pairs))
    assert shift.agreement(np.zeros((9, 50), dtype=int), 3) == 1.0


def test_many_images_are_moved_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = shift.measure(Known((3, 4, 5, 2, 6)), reach=1)  # type: ignore[arg-type]
    monkeypatch.setattr(shift, "CHUNK", 10 * 10 * 2)
    parts = shift.measure(Known((3, 4, 5, 2, 6)), reach=1)  # type: ignore[arg-type]
    assert parts.numbers == whole.numbers


@pytest.mark.parametrize(
    ("rings", "radius"),
    [
        ([(0, 1.0), (1, 0.95), (2, 0.85), (3, 0.2)], 1.5),
        ([(0, 0.5), (1, 0.45), (2, 0.4)], 1.0),
        ([(0, 1.0), (1, 0.95), (2, 0.91)], None),
    ],
)
def test_the_radius_ends_where_accuracy_is_90_percent_of_the_centred_one(
    rings: list[tuple[float, float]], radius: float | None
) -> None:
    assert shift.fallen_at(rings) == pytest.approx(radius) if radius else shift.fallen_at(rings) is None


def test_a_net_that_holds_has_the_reach_as_its_radius_and_that_is_said() -> None:
    run = Known()
    run.predict = lambda images: np.eye(8)[[3, 4, 5]]  # type: ignore[method-assign]
    found = shift.measure(run)  # type: ignore[arg-type]
    assert (found.numbers["consistency"], found.numbers["radius"]) == (1.0, 2.0)
    [note] = found.notes
    assert note.endswith("as far as images were moved: the radius is more than 2 pixels.")


def test_fewer_images_are_spread_over_all_of_them() -> None:
    found = shift.measure(Known((1, 2, 3, 4, 5)), reach=1, images=3)  # type: ignore[arg-type]
    assert found.data["images"] == 3


@pytest.mark.parametrize("count", [3, 15, 19, 37, 81])
def test_the_text_fits_a_terminal_and_shows_the_centre(count: int) -> None:
    offsets = list(range(-(count // 2), count // 2 + 1))
    accuracy = np.full((count, count), 0.5)
    accuracy[count // 2, count // 2] = 1.0
    lines = shift.in_text(accuracy, offsets).splitlines()
    assert max(map(len, lines)) <= 80
    assert sum("100█" in line for line in lines) == 1
    assert sum("    0 " in line[:6] for line in lines) == 1


def test_the_contract() -> None:
    check_component(zoo.Probe(name="shift", summary="x", measure=shift.measure, metrics=shift.SHIFT.metrics), reach=2)
