"""Two trainings, image by image: McNemar's exact test."""

from __future__ import annotations


def mcnemar(a_bits: bytes, b_bits: bytes, images: int) -> tuple[float, int, int]:
    """Returns the two-sided p, and how many images only a, and only b, gets right.

    It is about these two trainings, and does not know what other seeds would give. Source: McNemar 1947; the images
    that only one of the two gets right are taken for throws of a coin.

    Args:
        a_bits, b_bits: of two runs, which test images they get right, packed by `np.packbits`.

    Raises:
        ValueError: bytes that are too many or too few for the images.
    """
    import numpy as np
    from scipy.stats import binomtest

    if {len(a_bits), len(b_bits)} != {(images + 7) // 8}:
        raise ValueError(f"Expected {images} images of a bit each. Received: {len(a_bits)} and {len(b_bits)} bytes")
    a, b = (np.unpackbits(np.frombuffer(bits, np.uint8), count=images).astype(bool) for bits in (a_bits, b_bits))
    only_a, only_b = int((a & ~b).sum()), int((b & ~a).sum())
    return (float(binomtest(only_a, only_a + only_b).pvalue) if only_a + only_b else 1.0), only_a, only_b
