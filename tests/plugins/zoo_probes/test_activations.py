"""The probe `activations`: which image is shown, how maps become colours, and what is refused in which words."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import zoo
from tests.plugins.zoo_probes.runs import drawn, made
from zoo_probes import activations, convolutions
from zoo_probes.activation_sheets import coloured
from zoo_probes.convolutions import Maps
from zoo_probes.shown_image import shown_image


def run(shape: tuple[int, int, int] = (8, 8, 1)) -> zoo.Trained:
    images = np.random.default_rng(0).integers(0, 256, (4, *shape), dtype=np.uint8)
    return made(np.eye(3)[[0, 1, 2, 2]], np.array([0, 1, 2, 1]), images=images, classes=("ant", "bee", "cat"))


def test_a_test_image_by_its_number() -> None:
    trained = run()
    picture, said = shown_image(trained, 2, "crop")
    np.testing.assert_array_equal(picture, trained.images[np.array([2])][0])
    assert said == "test image 2, cat"
    assert shown_image(trained, 3, "crop")[1] == "test image 3, bee, which the net takes for cat"


@pytest.mark.parametrize("number", [-1, 4])
def test_a_number_that_no_test_image_has(number: int) -> None:
    with pytest.raises(zoo.UsageError, match=f"no test image {number}") as refused:
        shown_image(run(), number, "crop")
    assert shlex.split(refused.value.hint or "") == ["zoo", "probe", "made.1", "activations:image=3"]


def test_a_file_is_read_as_one_of_a_training_folder_is(tmp_path: Path) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (40, 60, 3), dtype=np.uint8)
    path = tmp_path / "a wide one.png"
    Image.fromarray(pixels).save(path)
    from zoo_classics.datasets.image_decoding import decode

    for fit in ("crop", "pad", "stretch"):
        picture, said = shown_image(run((8, 8, 3)), path, fit)
        np.testing.assert_array_equal(picture, decode(path.read_bytes(), 8, fit))
        assert said == "a wide one.png"


def test_a_file_is_grey_for_a_net_of_grey_images_and_cut_for_one_of_others_than_squares(tmp_path: Path) -> None:
    Image.new("RGB", (20, 20), (200, 100, 50)).save(tmp_path / "a.png")
    grey, _ = shown_image(run((8, 8, 1)), tmp_path / "a.png", "crop")
    assert (grey.shape, np.unique(grey).tolist()) == ((8, 8, 1), [round(0.299 * 200 + 0.587 * 100 + 0.114 * 50)])
    assert shown_image(run((5, 9, 3)), tmp_path / "a.png", "crop")[0].shape == (5, 9, 3)


@pytest.mark.parametrize(
    ("shape", "content", "said"),
    [
        ((8, 8, 3), None, "No such file"),
        ((8, 8, 3), b"text", "It is none of JPEG, PNG"),
        ((8, 8, 4), b"text", "A file gives 1, grey, or 3, colour"),
    ],
    ids=str,
)
def test_what_is_no_image_is_refused_before_the_net_is_built(
    tmp_path: Path, shape: Any, content: bytes | None, said: str
) -> None:
    if content is not None:
        (tmp_path / "x.png").write_bytes(content)
    trained = run(shape)
    trained._net = None  # type: ignore[assignment]
    with pytest.raises(zoo.UsageError) as refused:
        activations.measure(trained, image=tmp_path / "x.png")
    assert str(tmp_path / "x.png") in refused.value.message
    assert said in str(refused.value.cause)
    assert refused.value.hint == "zoo probe made.1 activations:image=0"


def test_maps_are_dark_at_0_and_bright_at_their_largest() -> None:
    colours = coloured(np.array([[[0.0, 1.0, 0.5]]])).astype(int).sum(axis=-1)[0, 0]
    assert colours[0] < colours[2] < colours[1]


def test_below_0_is_blue_above_it_red_and_0_is_white() -> None:
    below, nothing, above = coloured(np.array([[[-2.0, 0.0, 1.0]]]))[0, 0].astype(int)
    assert below[2] > below[0] + 50
    assert above[0] > above[2] + 50
    assert nothing.min() > 240


@pytest.mark.parametrize("value", [0.0, 5.0])
def test_maps_that_are_the_same_everywhere(value: float) -> None:
    colours = coloured(np.full((4, 4, 2), value))
    assert (colours == coloured(np.array([[[min(value, 1.0)]]]))[0, 0]).all()


@pytest.fixture
def made_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fifteen convolutions of 70 filters, of which the last is the strongest, without a net."""
    maps = np.broadcast_to(np.arange(70.0), (3, 3, 70))
    layers = [Maps(f"conv/{number}", maps) for number in range(15)]
    monkeypatch.setattr(convolutions, "activation_maps", lambda net, image: layers)
    drives = np.zeros((2, 8, 8, 1), np.uint8)
    monkeypatch.setattr(convolutions, "maximising", lambda *_, **__: drives)


def test_many_convolutions_of_many_filters(made_up: None) -> None:
    found = activations.measure(run(), filters=2)
    found.check()
    [table] = found.shown
    assert table.rows[3] == ("conv/3", "70 of 3x3", 1, "69, 68")
    assert list(found.pictures)[:2] == ["activations.png", "01-conv_0.png"]
    assert len(found.pictures) == 16
    pictures = drawn(found)
    assert 12 * 2 * 96 < pictures["activations.png"].shape[0] < 13 * 2 * 120  # twelve of the fifteen
    assert pictures["01-conv_0.png"].shape[1] < 16 * 72 + 200


def test_without_steps_nothing_is_driven(made_up: None) -> None:
    whole, maps = (drawn(activations.measure(run(), filters=2, steps=steps)) for steps in (4, 0))
    assert all(maps[name].shape[0] < whole[name].shape[0] for name in whole)


def test_a_net_without_convolutions_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(convolutions, "activation_maps", lambda net, image: [])
    with pytest.raises(zoo.UsageError, match="net has no convolutions, and so no activation maps") as refused:
        activations.measure(run())
    assert refused.value.hint == "zoo probe made.1 mistakes"


def test_an_image_is_typed_as_a_number_or_as_a_file(tmp_path: Path) -> None:
    assert activations.ACTIVATIONS.resolve({"image": "7"})["image"] == 7
    assert activations.ACTIVATIONS.resolve({"image": str(tmp_path)})["image"] == tmp_path
