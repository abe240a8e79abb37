"""Parsing: whatever a source raises, the user reads what is wrong."""

from __future__ import annotations

import dataclasses
import zlib
from pathlib import Path

import numpy as np
import pytest

import zoo
from zoo.data.cache import parse


def raising(error: Exception):  # type: ignore[no-untyped-def]
    def function(folder: Path) -> dict[str, np.ndarray]:
        raise error

    return function


def test_arrays_come_back_by_name(tiny: zoo.Source, archives: Path) -> None:
    assert sorted(parse(tiny, archives)) == ["labels", "numbers"]


@pytest.mark.parametrize("error", [zlib.error("bad block"), EOFError("ended"), ValueError("odd"), KeyError("a")])
def test_any_exception_becomes_a_data_error(error: Exception, tiny: zoo.Source, tmp_path: Path) -> None:
    with pytest.raises(zoo.DataError) as caught:
        parse(dataclasses.replace(tiny, parse=raising(error)), tmp_path)
    assert type(error).__name__ in str(caught.value.cause)
    assert caught.value.hint == f"zoo data import {tiny.name} FOLDER"


def test_what_the_source_says_itself_stands(tiny: zoo.Source, tmp_path: Path) -> None:
    with pytest.raises(zoo.DataError, match="labels end at 2") as caught:
        parse(dataclasses.replace(tiny, parse=raising(zoo.DataError("labels end at 2"))), tmp_path)
    assert caught.value.hint == f"zoo data import {tiny.name} FOLDER"
