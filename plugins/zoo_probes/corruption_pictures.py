"""What corruption does, in two pictures: accuracy over severity, and an image at each severity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import zoo
from zoo_probes.charts import COLOURS, FAINT, MARKERS, charted, percents, plain
from zoo_probes.corruption_kinds import KINDS, SEVERITIES, Corrupted

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SHEET_SIDE = 80
"""Pixels that an image on the sheet is long, about."""


def figure(kinds: tuple[str, ...], accuracy: np.ndarray, clean: float, title: str, said: str) -> Figure:
    """Draws accuracy over severity, a line for each kind, from the images as they are."""
    drawn, axes = charted(title, said, (6.4, 4.4))
    for row, kind in sorted(enumerate(kinds), key=lambda each: -accuracy[each[0], -1]):
        axes.plot(
            (0, *SEVERITIES),
            (clean, *accuracy[row]),
            color=COLOURS[row % len(COLOURS)],
            marker=MARKERS[row % len(MARKERS)],
            markersize=5,
            linewidth=1.8,
            label=f"{kind} {accuracy[row].mean():.1%}",
        )
    axes.axhline(clean, color=FAINT, linewidth=1, linestyle="--")
    axes.set(xlabel="severity (0: as they are)", ylabel="test accuracy", ylim=(0, 1), xticks=(0, *SEVERITIES))
    axes.yaxis.set_major_formatter(percents)
    axes.legend(
        frameon=False, fontsize=9, title="mean accuracy", title_fontsize=9, loc="center left", bbox_to_anchor=(1, 0.5)
    )
    plain(axes)
    return drawn


def sheet(trained: zoo.Trained, kinds: tuple[str, ...], example: int, seed: int) -> Any:
    """Returns a sheet of one image: a row for each kind, a column for each severity."""
    place = np.array([example])
    as_it_is = trained.images[place][0]
    rows = []
    for kind in kinds:
        levels = KINDS[kind].levels
        seen = [Corrupted(trained.images, kind, severity, seed=seed)[place][0] for severity in SEVERITIES]
        rows.append((kind, [as_it_is, *seen], ["", *(f"{level:g}" for level in levels)]))
    units = "; ".join(f"{kind}: {KINDS[kind].unit}" for kind in kinds)
    return zoo.image_sheet(
        trained.title,
        rows,
        subtitle=f"test image {example}, {trained.classes[trained.labels[example]]}, at each severity",
        headings=["as it is", *(f"severity {severity}" for severity in SEVERITIES)],
        footnote=f"Below each image, {units}.",
        side=SHEET_SIDE,
    )
