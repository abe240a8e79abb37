"""Activation maps as sheets: one of all convolutions, and one of all maps of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import zoo

if TYPE_CHECKING:
    from zoo_probes.convolutions import Maps

MOST_LAYERS = 12
"""Convolutions in the picture of all of them; of more, some that are spread evenly."""

MOST_FILTERS = 64
"""Maps on the sheet of one convolution; of more, the strongest."""

SIDE, ROW = 64, 16
"""Pixels that a map is long on that sheet, about, and maps in a row."""

_MEANING = (
    "Maps: what the convolution gives, on one scale for each of them; bright is much, and where it can be below 0, red "
    "is above and blue below. What drives a filter: an image found by gradient ascent that makes its map as bright as "
    "it gets."
)


def coloured(maps: np.ndarray) -> np.ndarray:
    """Returns maps as colours, uint8 (..., 3): dark to bright from 0 to their largest value; where some are below 0,
    blue below and red above it."""
    from matplotlib import colormaps

    top = float(np.quantile(np.abs(maps), 0.998)) or float(np.abs(maps).max()) or 1.0
    if maps.min() < 0:
        return colormaps["RdBu_r"](maps / (2 * top) + 0.5, bytes=True)[..., :3]
    return colormaps["viridis"](maps / top, bytes=True)[..., :3]


def overview(trained: zoo.Trained, said: str, picture: np.ndarray, parts: list[Any]) -> Any:
    """Returns the picture of all convolutions: of each the maps of its chosen filters, and what drives these."""
    places = np.unique(np.linspace(0, len(parts) - 1, min(MOST_LAYERS, len(parts))).round().astype(int))
    rows: list[tuple[str, Any, list[str]]] = [("the image", [picture], [])]
    for maps, some, driving in (parts[place] for place in places):
        rows.append((maps.name, list(coloured(maps.maps)[..., some, :].transpose(2, 0, 1, 3)), _numbered(some)))
        if len(driving):
            rows.append(("what drives them", list(driving), []))
    left_out = f" {len(places)} of {len(parts)} convolutions." if len(places) < len(parts) else ""
    return zoo.image_sheet(trained.title, rows, subtitle=said, footnote=f"{_MEANING}{left_out}")


def layer_sheet(
    trained: zoo.Trained, said: str, picture: np.ndarray, maps: Maps, some: np.ndarray, driving: Any
) -> Any:
    """Returns the sheet of one convolution: all of its maps, then the strongest with what drives them."""
    colours = coloured(maps.maps).transpose(2, 0, 1, 3)
    height, width, count = maps.maps.shape
    all_of_them = np.sort(maps.strength.argsort()[::-1][:MOST_FILTERS])
    rows: list[tuple[str, Any, list[str]]] = [("the image", [picture], [])]
    for start in range(0, len(all_of_them), ROW):
        part = all_of_them[start : start + ROW]
        rows.append(("maps" if not start else "", list(colours[part]), _numbered(part)))
    rows.append(("strongest", list(colours[some]), _numbered(some)))
    if len(driving):
        rows.append(("what drives them", list(driving), []))
    shown = f"the strongest {len(all_of_them)} of {count}" if len(all_of_them) < count else f"{count}"
    subtitle = f"{said}; {maps.name}: {shown} activation maps of {height}x{width}"
    return zoo.image_sheet(trained.title, rows, subtitle=subtitle, footnote=_MEANING, side=SIDE)


def _numbered(filters: np.ndarray) -> list[str]:
    return [f"filter {number}" for number in filters]
