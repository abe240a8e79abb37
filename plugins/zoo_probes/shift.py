"""The probe `shift`: how accurate a net stays when images are moved, and how often it answers the same."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Literal

import zoo

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.figure import Figure

MOST = 7
"""Displacements to each side, unless a step is asked for: 15 x 15 with the centre."""

SMALL = 28
"""Pixels of an image's shorter side for each pixel of a step."""

FALLEN = 0.9
"""Of the centred accuracy: where it is no more than that, the radius ends."""

CHUNK = 2**25
"""Bytes of images that are held with what moves in around them."""


def measure(
    trained: zoo.Trained,
    *,
    reach: Annotated[
        int | None, zoo.Param(ge=1, unit="pixels", help="how far; none: a quarter, 7 steps at most")
    ] = None,
    step: Annotated[
        int | None, zoo.Param(ge=1, unit="pixels", help="between two; none: at most 7 to each side")
    ] = None,
    fill: Annotated[Literal["black", "nearest"], zoo.Param(help="what moves in")] = "black",
    images: Annotated[int | None, zoo.Param(ge=1, help="so many of the test images, spread evenly; none: all")] = None,
) -> zoo.Findings:
    """Moves every test image by whole pixels, up to `reach` right, left, down and up, and predicts it at each place.

    Numbers, of 1 but the radius: `accuracy` over all places, `lowest` at the worst one, `consistency`: how often two
    places give an image the same class, over all pairs of different places (Zhang 2019, arXiv 1904.11486, draws them at
    random), and `radius`: at how many pixels from the centre accuracy has fallen to 90% of the centred one; the reach
    where it has not.
    """
    import numpy as np

    offsets = places(min(trained.image_shape[:2]), reach, step)
    count = len(trained.labels)
    chosen = np.unique(np.linspace(0, count - 1, min(images or count, count)).round().astype(int))
    found = predicted(trained, chosen, offsets, fill)
    right = (found == trained.labels[chosen]).mean(axis=1).reshape(len(offsets), len(offsets))
    rings = by_distance(right, offsets)
    radius = fallen_at(rings)
    numbers = {
        "accuracy": float(right.mean()),
        "lowest": float(right.min()),
        "consistency": agreement(found, len(trained.classes)),
        "radius": float(offsets[-1]) if radius is None else radius,
    }
    far = "Accuracy stays above 90% of the centred one as far as images were moved"
    note = f"{far}: the radius is more than {offsets[-1]} pixels."
    return zoo.Findings(
        numbers=numbers,
        shown=[in_text(right, offsets)],
        data={"offsets": offsets, "accuracy": right, "by_distance": rings, "images": len(chosen)},
        pictures={"map.png": figure(right, offsets, trained.title, numbers["consistency"], radius)},
        notes=[note] if radius is None else [],
    )


def places(side: int, reach: int | None, step: int | None) -> list[int]:
    """Returns the displacements along an axis, in pixels, ascending, 0 among them.

    Args:
        side: of the image, the shorter one.
    """
    if reach is None:
        step = step or max(1, side // SMALL)
        reach = max(step, min(MOST * step, side // 4))
    step = step or math.ceil(reach / MOST)
    steps = max(1, reach // step)
    return [step * number for number in range(-steps, steps + 1)]


def predicted(trained: zoo.Trained, chosen: np.ndarray, offsets: list[int], fill: str) -> np.ndarray:
    """Returns the class that each image is given at each place, (places, images): first those that are moved up most,
    from left to right."""
    import numpy as np

    margin, (height, width, channels) = offsets[-1], trained.image_shape
    bytes_each = (height + 2 * margin) * (width + 2 * margin) * channels
    chunks = np.array_split(chosen, -(-len(chosen) * bytes_each // CHUNK))
    moves = [(down, right) for down in offsets for right in offsets]
    found, done = np.empty((len(moves), len(chosen)), dtype=np.int32), 0
    trained.net  # noqa: B018 - built now: its time is no measure of the time left
    for part, place, move in zoo.track(_pairs(chunks, moves), len(chunks) * len(moves), "moving images", "places"):
        if place == 0:
            padded = surrounded(trained.images[part], margin, fill)
        found[place, done : done + len(part)] = trained.predict(moved(padded, margin, *move)).argmax(axis=1)
        done += len(part) if place + 1 == len(moves) else 0
    return found


def surrounded(images: np.ndarray, margin: int, fill: str) -> np.ndarray:
    """Returns uint8 images (N, H, W, C) with `margin` pixels of what moves in on each side."""
    import numpy as np

    around = ((0, 0), (margin, margin), (margin, margin), (0, 0))
    return np.pad(images, around, mode="edge") if fill == "nearest" else np.pad(images, around)


def moved(padded: np.ndarray, margin: int, down: int, right: int) -> np.ndarray:
    """Returns a view of images that have a margin, as they look when they are moved."""
    height, width = (side - 2 * margin for side in padded.shape[1:3])
    return padded[:, margin - down : margin - down + height, margin - right : margin - right + width]


def agreement(found: np.ndarray, classes: int) -> float:
    """Returns how often two different places give an image the same class.

    Args:
        found: the class at each place, (places, images).
    """
    import numpy as np

    count, pairs = len(found), 0
    for some in np.array_split(found, -(-found.shape[1] * classes // CHUNK), axis=1):
        cells = some + classes * np.arange(some.shape[1])
        votes = np.bincount(cells.ravel(), minlength=classes * some.shape[1])
        pairs += int((votes * (votes - 1)).sum())
    return pairs / (count * (count - 1) * found.shape[1])


def by_distance(accuracy: np.ndarray, offsets: list[int]) -> list[tuple[float, float]]:
    """Returns distances from the centre in pixels, and the mean accuracy at about each: rings as wide as a step, those
    that the grid holds whole."""
    import numpy as np

    step = offsets[1] - offsets[0]
    ring = np.rint(np.hypot(*np.meshgrid(offsets, offsets)) / step).astype(int)
    return [(float(n * step), float(accuracy[ring == n].mean())) for n in range(offsets[-1] // step + 1)]


def fallen_at(rings: list[tuple[float, float]]) -> float | None:
    """Returns at which distance accuracy has fallen to 90% of the centred one, between rings in a straight line."""
    least = FALLEN * rings[0][1]
    for (near, before), (far, after) in itertools.pairwise(rings):
        if after <= least < before:
            return near + (far - near) * (before - least) / (before - after)
    return None


def in_text(accuracy: np.ndarray, offsets: list[int]) -> str:
    """Returns the map as text of at most 80 columns: accuracy in percent, and a shade; every second or so of many."""
    import numpy as np

    every = math.ceil(len(offsets) / 18)
    shown = [place for place, offset in enumerate(offsets) if (offset // (offsets[1] - offsets[0])) % every == 0]
    heads = "".join(f"{offsets[place]:>4}" for place in shown)
    lines = ["Accuracy in percent, moved right (columns) and down (rows), in pixels", f"{'':6}{heads}"]
    for row in shown:
        percent = np.rint(100 * accuracy[row, shown]).astype(int)
        lines.append(f"{offsets[row]:>5} " + "".join(f"{value:>3}{shade(value)}" for value in percent))
    return "\n".join(lines)


def shade(percent: int) -> str:
    """Returns a block that is the fuller the higher an accuracy is."""
    return " ░▒▓█"[min(4, int(percent) // 20)]


def figure(accuracy: np.ndarray, offsets: list[int], title: str, consistency: float, radius: float | None) -> Figure:
    """Draws the map, with a line where accuracy is 90% of the centred one."""
    from matplotlib.figure import Figure

    drawn = Figure(figsize=(5.6, 5.0), dpi=100, layout="constrained")
    axes = drawn.subplots()
    half = (offsets[1] - offsets[0]) / 2
    around = (offsets[0] - half, offsets[-1] + half)
    image = axes.imshow(accuracy, cmap="viridis", vmin=0, vmax=1, extent=(*around, *around[::-1]))
    centre = accuracy[len(offsets) // 2, len(offsets) // 2]
    explained = ""
    if accuracy.min() <= FALLEN * centre < accuracy.max():
        axes.contour(offsets, offsets, accuracy, levels=[FALLEN * centre], colors="white", linewidths=1.2)
        explained = "\nwhite line: 90% of the centred accuracy"
    axes.set(xlabel=f"moved right (pixels){explained}", ylabel="moved down (pixels)")
    drawn.colorbar(image, ax=axes, fraction=0.045, pad=0.03, format=lambda value, _: f"{value:.0%}")
    far = f"over {offsets[-1]} px" if radius is None else f"{radius:.1f} px"
    said = f"centred {centre:.2%}, consistency {consistency:.1%}, radius {far}"
    axes.set_title(f"{title}\n{said}".replace("$", r"\$"), fontsize=9)
    return drawn


def _pairs(chunks: list[np.ndarray], moves: list[tuple[int, int]]) -> Iterator[tuple[np.ndarray, int, tuple[int, int]]]:
    return ((part, place, move) for part in chunks for place, move in enumerate(moves))


SHIFT = zoo.Probe(
    name="shift",
    summary="moves the test images over a grid: accuracy at each place, consistency, how far it holds",
    measure=measure,
    metrics=[
        zoo.ProbeMetric(
            name="consistency", title="shift consistency", format="percent", better="higher", kind="fraction"
        ),
        zoo.ProbeMetric(name="accuracy", title="shifted accuracy", format="percent", better="higher", kind="fraction"),
        zoo.ProbeMetric(name="lowest", title="lowest when shifted", format="percent", better="higher", kind="fraction"),
        zoo.ProbeMetric(name="radius", title="shift radius", format="{:.1f} px", better="higher"),
    ],
)
