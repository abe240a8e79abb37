"""Every registered component keeps the contract; what is checked of a component of any kind."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from unittest import SkipTest

import numpy as np
import pytest

from zoo.data.importing import import_data
from zoo.plugin.components import KINDS, Component, Dataset
from zoo.testing import check_component, components


def _image_folder(folder: Path) -> dict[str, Any]:
    from PIL import Image

    rng = np.random.default_rng(0)
    for split, count in (("train", 3), ("test", 2)):
        for name in ("cat", "dog"):
            (folder / split / name).mkdir(parents=True)
            for index in range(count):
                pixels = rng.integers(0, 256, (9, 12, 3), dtype=np.uint8)
                Image.fromarray(pixels).save(folder / split / name / f"{index}.png")
    return {"path": str(folder)}


REQUIRED: Mapping[str, Callable[[Path], dict[str, Any]]] = {"dataset image-folder": _image_folder}
"""How to make up the parameters that have no default."""

PUBLISHED = {"mnist": "mnist", "cifar10": "cifar-10-batches-bin"}
"""Where in ZOO_TEST_DATA the files of a source lie."""


def _import_real_data(component: Component) -> None:
    """Fills the data cache where the real data are here; elsewhere the contract skips such a dataset, saying so."""
    data, source = os.environ.get("ZOO_TEST_DATA"), getattr(component, "source", None)
    if data and source is not None and source.name in PUBLISHED:
        import_data(source, Path(data) / PUBLISHED[source.name], as_is=True)


@pytest.mark.parametrize("component", components(), ids=str)
def test_every_registered_component_keeps_the_contract(component: Component, tmp_path: Path) -> None:
    _import_real_data(component)
    make = REQUIRED.get(str(component), lambda folder: {})
    check_component(component, **make(tmp_path / "made"))


def test_the_contract_covers_every_kind() -> None:
    assert {component.kind for component in components("keras-zoo")} == set(KINDS)


def test_a_missing_parameter_is_a_skip_that_names_it() -> None:
    def load(*, path: Path) -> Any:
        return path

    needy = Dataset(name="needy", summary="has to be told a path", load=load, origin="nobody", licence="CC0-1.0")
    with pytest.raises(SkipTest, match="path has no default"):
        check_component(needy)
