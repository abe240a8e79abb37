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
    from zoo_probes.activation_sheets import layer_sheet, overview
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
    sheets = [layer_sheet(trained, said, picture, *part) for part in parts]
    return zoo.Findings(
        shown=[_table(layers, chosen)],
        data={"image": said, "layers": [_facts(maps, some) for maps, some in zip(layers, chosen, strict=True)]},
        pictures={"activations.png": overview(trained, said, picture, parts), **dict(zip(names, sheets, strict=True))},
    )


def _driving(trained: zoo.Trained, chosen: list[np.ndarray], steps: int, seed: int) -> list[Any]:
    """Returns what drives the chosen filters of each convolution; nothing where no steps are to be made."""
    from zoo_probes.convolutions import maximising

    if not steps:
        return [[] for _ in chosen]
    return [
        maximising(trained.net, call, some.tolist(), trained.image_shape, steps=steps, seed=seed)
        for call, some in zoo.track(enumerate(chosen), len(chosen), "finding what drives filters", "convolutions")
    ]


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
