"""Text is measured, shortened and broken so that it fits."""

from __future__ import annotations

import pytest

from zoo.inspection import text as lettering


@pytest.mark.parametrize("room", [5, 40, 90, 500])
def test_fitted(room):
    text = "an automobile of some length"
    made = lettering.fitted(text, 9, room)
    assert lettering.width(made, 9) <= max(room, lettering.width("…", 9))
    assert made == text or made.endswith("…")
    assert text.startswith(made.removesuffix("…"))


def test_what_fits_stays():
    assert lettering.fitted("cat", 9, 100) == "cat"


def test_wrapped_keeps_every_word_and_the_room():
    text = "cifar10, shift + flip + cutout + rotate + mixup + brightness + contrast"
    lines = lettering.wrapped(text, 13, 300)
    assert " ".join(lines) == text
    assert len(lines) > 1
    assert all(lettering.width(line, 13) < 360 for line in lines)
    assert lettering.wrapped("", 9, 100) == []


@pytest.mark.parametrize(("text", "expected"), [("a\nb\x1b", "a\ufffdb\ufffd"), ("\udce9", "\ufffd"), ("$é☃", "$é☃")])
def test_drawable(text, expected):
    assert lettering.drawable(text) == expected


def test_width_grows_with_text_and_size():
    assert 0 == lettering.width("", 9) < lettering.width("i", 9) < lettering.width("W", 9) < lettering.width("W", 13)
