"""The probe `activations`: what each convolution sees in an image, and what it looks for.

zoo probe RUN activations:image=7 -o activations.png
zoo probe RUN activations:image=cat.jpg
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import zoo

if TYPE_CHECKING:
    import numpy as np

    from zoo_probes.convolutions import Maps

MOST_LAYERS = 12
"""Convolutions in the picture of all of them; of more, some that are spread evenly."""

MOST_FILTERS = 64
"""Maps on the sheet of one convolution; of more, the strongest."""

SIDE, ROW = 64, 16
"""Pixels that a map is long on that sheet, about, and maps in a row."""


def measure(
    trained: zoo.Trained,
    *,
    image: Annotated[int | Path, zoo.Param(help="the number of a test image, or a file")] = 0,
    fit: Annotated[
        Literal["crop", "pad", "stretch"],
        zoo.Param(help="of a file that is not square: the middle, all of it, or all squeezed"),
    ] = "crop",
    filters: Annotated[int, zoo.Param(ge=1, le=32, help="of each convolution, those that the image drives most")] = 8,
    steps: Annotated[
        int, zoo.Param(ge=0, le=4096, help="of gradient ascent; 0: no images of what drives a filter")
    ] = 64,
    seed: Annotated[int, zoo.Param(ge=0, lt=2**32, help="of the noise that the ascent begins with")] = 0,
) -> zoo.Findings:
    """Shows an image to the net and draws what each of its convolutions makes of it, with what drives the filters that
    the image drives most: images found by gradient ascent.

    Raises:
        zoo.UsageError: there is no such test image or file, or the net has no convolutions.

    Source:
        Erhan, Bengio, Courville and Vincent, "Visualizing Higher-Layer Features of a Deep Network" (2009); Olah,
        Mordvintsev and Schubert, "Feature Visualization" (Distill, 2017).
    """
    from zoo_probes.convolutions import activation_maps
    from zoo_probes.shown_image import shown_image

    picture, said = shown_image(trained, image, fit)
    layers = activation_maps(trained.net, picture)
    if not layers:
        raise _no_convolutions(trained)
    chosen = [maps.strength.argsort()[::-1][:filters] for maps in layers]
    driving = _driving(trained, chosen, steps, seed)
    parts = list(zip(layers, chosen, driving, strict=True))
    names = [f"{n:02d}-{re.sub(r'[^A-Za-z0-9_.-]', '_', maps.name)}.png" for n, maps in enumerate(layers, 1)]
    sheets = [_layer_sheet(trained, said, picture, *part) for part in parts]
    return zoo.Findings(
        shown=[_table(layers, chosen)],
        data={"image": said, "layers": [_facts(maps, some) for maps, some in zip(layers, chosen, strict=True)]},
        pictures={"activations.png": _overview(trained, said, picture, parts), **dict(zip(names, sheets, strict=True))},
    )


def coloured(maps: np.ndarray) -> np.ndarray:
    """Returns maps as colours, uint8 (..., 3): dark to bright from 0 to their largest value; where some are below 0,
    blue below and red above it."""
    import numpy as np
    from matplotlib import colormaps

    top = float(np.quantile(np.abs(maps), 0.998)) or float(np.abs(maps).max()) or 1.0
    if maps.min() < 0:
        return colormaps["RdBu_r"](maps / (2 * top) + 0.5, bytes=True)[..., :3]
    return colormaps["viridis"](maps / top, bytes=True)[..., :3]


def _driving(trained: zoo.Trained, chosen: list[np.ndarray], steps: int, seed: int) -> list[Any]:
    """Returns what drives the chosen filters of each convolution; nothing where no steps are to be made."""
    from zoo_probes.convolutions import maximising

    if not steps:
        return [[] for _ in chosen]
    return [
        maximising(trained.net, call, some.tolist(), trained.image_shape, steps=steps, seed=seed)
        for call, some in zoo.track(enumerate(chosen), len(chosen), "finding what drives filters", "convolutions")
    ]


def _overview(trained: zoo.Trained, said: str, picture: np.ndarray, parts: list[Any]) -> Any:
    """Returns the picture of all convolutions: of each the maps of its chosen filters, and what drives these."""
    import numpy as np

    places = np.unique(np.linspace(0, len(parts) - 1, min(MOST_LAYERS, len(parts))).round().astype(int))
    rows: list[tuple[str, Any, list[str]]] = [("the image", [picture], [])]
    for maps, some, driving in (parts[place] for place in places):
        rows.append((maps.name, list(coloured(maps.maps)[..., some, :].transpose(2, 0, 1, 3)), _numbered(some)))
        if len(driving):
            rows.append(("what drives them", list(driving), []))
    left_out = f" {len(places)} of {len(parts)} convolutions." if len(places) < len(parts) else ""
    return zoo.image_sheet(trained.title, rows, subtitle=said, footnote=f"{_MEANING}{left_out}")


def _layer_sheet(
    trained: zoo.Trained, said: str, picture: np.ndarray, maps: Maps, some: np.ndarray, driving: Any
) -> Any:
    """Returns the sheet of one convolution: all of its maps, then the strongest with what drives them."""
    import numpy as np

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


_MEANING = (
    "Maps: what the convolution gives, on one scale for each of them; bright is much, and where it can be below 0, red "
    "is above and blue below. What drives a filter: an image found by gradient ascent that makes its map as bright as "
    "it gets."
)


def _numbered(filters: np.ndarray) -> list[str]:
    return [f"filter {number}" for number in filters]


def _table(layers: list[Maps], chosen: list[np.ndarray]) -> zoo.Table:
    rows = [
        (
            maps.name,
            f"{maps.maps.shape[2]} of {maps.maps.shape[0]}x{maps.maps.shape[1]}",
            _silent(maps),
            ", ".join(map(str, some[:5])),
        )
        for maps, some in zip(layers, chosen, strict=True)
    ]
    return zoo.Table(["convolution", "maps", "silent", "strongest filters"], rows)


def _silent(maps: Maps) -> int:
    """Returns how many filters see nothing in the image."""
    return int((maps.maps.max(axis=(0, 1)) <= 0).sum())


def _facts(maps: Maps, some: np.ndarray) -> dict[str, Any]:
    return {"name": maps.name, "shape": maps.maps.shape, "silent": _silent(maps), "strongest": some}


def _no_convolutions(trained: zoo.Trained) -> zoo.UsageError:
    return zoo.UsageError(
        f"{trained.record['model']} has no convolutions, and so no activation maps.",
        cause="No layer of it slides a kernel over an image.",
        hint=f"zoo probe {trained.name} mistakes",
    )


ACTIVATIONS = zoo.Probe(
    name="activations",
    summary="the activation maps of each convolution for an image, and images that drive its filters most",
    measure=measure,
)
