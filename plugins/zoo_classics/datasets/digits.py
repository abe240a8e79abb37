"""Digits: 1,797 handwritten digits of 8x8 pixels, which scikit-learn carries. Alpaydin and Kaynak 1998, UCI."""

from __future__ import annotations

from typing import Annotated

import zoo
from zoo_classics.datasets.parts import stratified

SHA256 = "a19cb3d96bba7deace8ee5a513a6eb7bad0403d528f00bf4d351b6a7a55baa91"
TEST_FRACTION = 0.2

SplitSeed = Annotated[int, zoo.Param(ge=0, lt=2**32, help="which images are the test's")]


def load(*, split_seed: SplitSeed = 0) -> zoo.Splits:
    """Returns 1,437 training and 360 test images, uint8 (N, 8, 8, 1), white on black, and labels int64 (N,).

    The ink of 0 to 16 becomes 0 to 255. The split is stratified, and the same whatever a run's seed.

    Raises:
        zoo.DataError: scikit-learn's digits are not those known here.
    """
    import hashlib

    import numpy as np
    from sklearn.datasets import load_digits

    found = load_digits()
    images = np.rint(found.images * (255 / 16)).astype(np.uint8)[..., None]
    labels = found.target.astype(np.int64)
    if (sha256 := hashlib.sha256(images.tobytes() + labels.astype(np.uint8).tobytes()).hexdigest()) != SHA256:
        raise zoo.DataError(
            "scikit-learn's digits have changed.", cause=f"Expected {SHA256[:16]}, received {sha256[:16]}."
        )
    train, test = stratified(labels, test_fraction=TEST_FRACTION, seed=split_seed)
    return zoo.Splits(
        train=zoo.Split(images=images[train], labels=labels[train]),
        test=zoo.Split(images=images[test], labels=labels[test]),
        classes=tuple("0123456789"),
    )


def fingerprint() -> str:
    """Returns the checksum that `load` insists on."""
    return SHA256[:16]


DATASET = zoo.Dataset(
    name="digits",
    summary="1,797 handwritten digits, 8x8 grey, 10 classes; comes with scikit-learn",
    load=load,
    fingerprint=fingerprint,
)
