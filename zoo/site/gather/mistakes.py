"""The mistakes of an experiment: the test images on which its nets are wrong and surest of it."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from zoo.site.content import Mistake

if TYPE_CHECKING:
    import numpy as np

    from zoo.ranking.sides.predicted import Predicted
    from zoo.training.prepare import Part

MOST = 24

SIDE = 160
"""Pixels that a picture is long at most; larger images are made smaller."""


class Wrong(NamedTuple):
    """Mistakes of all seeds, the surest first: `places` among the test images, the `seeds`, and how little the nets
    `doubt`: -log of the probability, (mistakes,) each."""

    places: np.ndarray
    seeds: np.ndarray
    doubts: np.ndarray


def mistakes(files: Mapping[int, Predicted], images: Part) -> list[Mistake]:
    """Returns the mistakes of which nets are surest, each image once.

    Args:
        files: by seed, what runs of one experiment predicted.
        images: the test images, in the order of the predictions.
    """
    import numpy as np

    found = surest(files)
    shown = zip(found.places.tolist(), found.seeds.tolist(), np.exp(-found.doubts).tolist(), strict=True)
    pixels = images.images[images.indices[found.places]] if len(found.places) else ()
    return [
        Mistake(
            image=png(image),
            index=int(images.indices[place]),
            true=files[seed].classes[files[seed].labels[place]],
            taken_for=files[seed].classes[files[seed].predictions[place]],
            confidence=sure,
            seed=seed,
        )
        for (place, seed, sure), image in zip(shown, pixels, strict=True)
    ]


def surest(files: Mapping[int, Predicted], most: int = MOST) -> Wrong:
    """Returns the mistakes of which nets are surest, of equals that of the first image; each image once."""
    import numpy as np

    every = [_of_one(seed, file, most) for seed, file in files.items()]
    places, seeds, doubts = (np.concatenate(each) for each in zip(*every, strict=True))
    order = np.lexsort((seeds, places, doubts))
    first = np.sort(np.unique(places[order], return_index=True)[1])[:most]
    return Wrong(*(array[order][first] for array in (places, seeds, doubts)))


def _of_one(seed: int, file: Predicted, most: int) -> tuple[np.ndarray, ...]:
    """Returns places, seeds and doubts of a run's surest mistakes: `most` of each run are enough for those of all."""
    import numpy as np

    wrong = np.flatnonzero(file.predictions != file.labels)
    taken = file.predictions[wrong, None].astype(np.int64)
    logits = file.logits[wrong].astype(np.float64)
    above = logits - np.take_along_axis(logits, taken, axis=1)
    np.put_along_axis(above, taken, -np.inf, axis=1)
    doubts = np.log1p(np.exp(above).sum(axis=1))
    first = np.argsort(doubts, kind="stable")[:most]
    return wrong[first], np.full(len(first), seed), doubts[first]


def png(image: np.ndarray) -> bytes:
    """Returns an image (H, W, C), uint8, as PNG; of more than three channels the first three."""
    import numpy as np
    from PIL import Image

    drawn = Image.fromarray(np.ascontiguousarray(image[..., :3] if image.shape[-1] >= 3 else image[..., 0]))
    drawn.thumbnail((SIDE, SIDE))
    stream = io.BytesIO()
    drawn.save(stream, format="png")
    return stream.getvalue()
