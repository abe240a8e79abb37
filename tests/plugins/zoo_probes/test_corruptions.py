"""The probe `corruptions`: means and drops of a net whose answers are known, its table, its chart, its sheet."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import zoo
from tests.plugins.zoo_probes.runs import drawn, made
from zoo.inspection.image_grid import scaled
from zoo.progress import listening
from zoo_probes import corruptions
from zoo_probes.corruption_kinds import KINDS, Corrupted
from zoo_probes.corruption_pictures import SHEET_SIDE

COUNT = 40


def brighter(images: np.ndarray) -> np.ndarray:
    """A net that calls an image bright, class 1, where its mean is above 128."""
    return np.stack([np.full(len(images), 128.0), images.mean(axis=(1, 2, 3))], axis=1)


def run(predict: Any = brighter, labels: np.ndarray | None = None) -> zoo.Trained:
    """Returns a run on dark and bright images, half of each, which it tells apart."""
    truth = np.arange(COUNT) % 2
    images = np.where(truth, 200, 60)[:, None, None, None] + np.random.default_rng(0).integers(-9, 9, (COUNT, 8, 8, 3))
    return made(np.eye(2)[truth], truth if labels is None else labels, images=images.astype(np.uint8), predict=predict)


def test_what_a_net_that_knows_dark_from_bright_makes_of_corruption() -> None:
    found = corruptions.measure(run())
    found.check()
    numbers = found.numbers
    assert [numbers[kind] for kind in ("noise", "blur", "contrast", "jpeg", "occlusion")] == [1.0] * 5
    assert numbers["brightness"] == 0.5 + 0.5 * 2 / 5  # 60 + 255 * 0.3 is bright; 0.1 and 0.2 leave it dark
    assert numbers["accuracy"] == pytest.approx((5 + 0.7) / 6)
    assert numbers["drop"] == pytest.approx(1 - (5 + 0.7) / 6)
    assert np.shape(found.data["accuracy"]) == (6, 5)
    assert found.data["clean"] == 1.0


def test_the_numbers_are_those_that_the_probe_declares() -> None:
    declared = {metric.name for metric in corruptions.CORRUPTIONS.metrics}
    assert declared == set(corruptions.measure(run()).numbers) == {"accuracy", "drop", *KINDS}


def test_the_drop_is_relative_to_what_the_same_images_give_as_they_are() -> None:
    half = np.where(np.arange(COUNT) < COUNT // 2, np.arange(COUNT) % 2, 1 - np.arange(COUNT) % 2)
    found = corruptions.measure(run(labels=half), kinds=("noise",))
    assert (found.data["clean"], found.numbers["accuracy"], found.numbers["drop"]) == (0.5, 0.5, 0.0)


def test_a_net_that_is_never_right_has_no_drop() -> None:
    found = corruptions.measure(run(labels=1 - np.arange(COUNT) % 2), kinds=("contrast",))
    found.check()
    assert (found.numbers["accuracy"], found.numbers["drop"]) == (0.0, None)


def test_fewer_images_are_corrupted_as_they_are_among_all() -> None:
    seen: list[np.ndarray] = []

    def predict(images: np.ndarray) -> np.ndarray:
        seen.append(images)
        return brighter(images)

    trained = run(predict)
    corruptions.measure(trained, kinds=("noise",), images=3, seed=5)
    assert [len(images) for images in seen] == [3] * 6
    chosen = np.array([0, 20, 39])  # 19.5 rounds to even
    np.testing.assert_array_equal(seen[2], Corrupted(trained.images, "noise", 3, seed=5)[chosen])
    np.testing.assert_array_equal(seen[5], trained.images[chosen])


def test_the_table_has_a_row_for_each_kind_and_the_chart_a_line() -> None:
    found = corruptions.measure(run(), kinds=("brightness", "jpeg"))
    [table] = found.shown
    assert [row[0] for row in table.rows] == ["brightness", "jpeg"]
    assert table.rows[0][1:] == ("100.0", "100.0", "50.0", "50.0", "50.0", "70.0")
    chart: Any = found.pictures["corruptions.png"]
    lines = {line.get_label(): list(line.get_ydata()) for line in chart.axes[0].lines if line.get_marker() != "None"}
    assert lines["brightness 70.0%"] == [1, 1, 1, 0.5, 0.5, 0.5]


def test_the_sheet_shows_one_image_at_each_severity() -> None:
    trained = run()
    picture = drawn(corruptions.measure(trained, kinds=("jpeg", "noise"), example=7))["examples.png"]
    place = np.array([7])
    for kind, severity in [("jpeg", 1), ("jpeg", 5), ("noise", 3)]:
        assert contains(picture, scaled(Corrupted(trained.images, kind, severity)[place][0], SHEET_SIDE))
    assert contains(picture, scaled(trained.images[place][0], SHEET_SIDE))


def contains(picture: np.ndarray, part: np.ndarray) -> bool:
    height, width = part.shape[:2]
    ys, xs = np.nonzero((picture == part[0, 0]).all(axis=-1))
    return any(np.array_equal(picture[y : y + height, x : x + width], part) for y, x in zip(ys, xs, strict=True))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"example": COUNT}, f"there is no test image {COUNT}"),
        ({"kinds": ()}, "kinds= is not valid"),
        ({"kinds": ("noise", "noise")}, "kinds=noise/noise is not valid"),
    ],
    ids=str,
)
def test_what_cannot_be_done_is_refused_before_anything_is_built(asked: dict[str, Any], said: str) -> None:
    trained = run()
    trained._net = None  # type: ignore[assignment]
    with pytest.raises(zoo.UsageError, match=said) as refused:
        corruptions.measure(trained, **asked)
    assert refused.value.hint


def test_an_unknown_kind_is_refused_with_what_there_is() -> None:
    with pytest.raises(zoo.UsageError, match=r"kinds=noise/fog is not valid"):
        corruptions.CORRUPTIONS.resolve({"kinds": "noise/fog"})
    assert corruptions.CORRUPTIONS.resolve({"kinds": "jpeg"})["kinds"] == ("jpeg",)


def test_progress_is_told() -> None:
    told: list[tuple[int, int, str]] = []
    with listening(lambda what, done, total, unit="": told.append((done, total, unit))):
        corruptions.measure(run(), kinds=("noise",))
    assert (told[0], told[-1]) == ((0, 5, "corruptions"), (5, 5, "corruptions"))
