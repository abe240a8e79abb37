"""A folder of images, a folder per class: decoded when asked for, so that it need not fit in memory."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import zoo
from zoo_classics.datasets.image_tree import Tree, find, refused
from zoo_classics.datasets.parts import stratified

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

    import numpy as np

Folder = Annotated[Path, zoo.Param(help="holds train/CLASS/*.jpg|png and test/CLASS/..., or CLASS/*.jpg|png")]


class ImageFiles:
    """Image files as a dataset: uint8 (len(indices), size, size, 3) when indexed, decoded in threads.

    Raises:
        zoo.DataError: when indexed, a file vanished or was damaged since it was looked at.
    """

    def __init__(self, root: Path, files: np.ndarray, size: int) -> None:
        self.root, self.files, self.size = root, files, size

    def __len__(self) -> int:
        return len(self.files)

    def __getitem__(self, indices: Any) -> np.ndarray:
        import numpy as np

        chosen = self.files[indices]
        if isinstance(chosen, str):
            return self._decode(chosen)
        images = np.empty((len(chosen), self.size, self.size, 3), np.uint8)
        for place, image in enumerate(self._threads.map(self._decode, chosen)):
            images[place] = image
        return images

    @cached_property
    def _threads(self) -> ThreadPoolExecutor:
        from concurrent.futures import ThreadPoolExecutor

        from zoo_classics.datasets.image_scan import THREADS

        return ThreadPoolExecutor(THREADS)

    def _decode(self, file: str) -> np.ndarray:
        from zoo_classics.datasets.image_decoding import Unreadable, decode

        try:
            return decode((self.root / file).read_bytes(), self.size)
        except (OSError, Unreadable) as error:
            raise zoo.DataError(f"{self.root / file} cannot be read.", cause=f"{error}.") from error


def load(
    *,
    path: Folder,
    size: Annotated[int, zoo.Param(ge=1, le=4096, unit="pixels", help="the side of the square")] = 32,
    test_fraction: Annotated[float, zoo.Param(gt=0, lt=1, help="the test's part, where one tree is split")] = 0.2,
    split_seed: Annotated[int, zoo.Param(ge=0, lt=2**32, help="which images are the test's, likewise")] = 0,
) -> zoo.Splits:
    """Returns the images of a folder, RGB, uint8 (N, size, size, 3) when indexed, and labels int64 (N,).

    A label is the class's place among the sorted names. The shorter side is resized to `size` and the middle cut out:
    the aspect stays.

    Raises:
        zoo.DataError: the folder is not as expected, or an image in it cannot be read.
    """
    import numpy as np

    from zoo_classics.datasets.image_scan import refuse_unreadable, scan

    tree = find(path)
    refuse_unreadable(tree, scan(tree))
    files, labels = np.array(tree.files, dtype=object), np.array(tree.labels, np.int64)
    train, test = _parts(tree, labels, test_fraction, split_seed)
    return zoo.Splits(
        train=zoo.Split(images=ImageFiles(path, files[train], size), labels=labels[train]),
        test=zoo.Split(images=ImageFiles(path, files[test], size), labels=labels[test]),
        classes=tree.classes,
    )


def fingerprint(*, path: Folder) -> str:
    """Returns a hash of all files' places and contents. Raises `zoo.DataError` where the folder is not as expected."""
    from zoo_classics.datasets import image_scan

    tree = find(path)
    return image_scan.fingerprint(tree, image_scan.scan(tree))


def _parts(tree: Tree, labels: np.ndarray, test_fraction: float, split_seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Returns the indices of train and of test."""
    import numpy as np

    if tree.trained is not None:
        indices = np.arange(len(labels))
        return indices[: tree.trained], indices[tree.trained :]
    counts = np.bincount(labels)
    if counts.min() < 2:
        raise refused(
            f"Class {tree.classes[int(counts.argmin())]} in {tree.root} has one image alone.",
            "Split into train and test, it needs at least two.",
        )
    return stratified(labels, test_fraction=test_fraction, seed=split_seed)


DATASET = zoo.Dataset(
    name="image-folder",
    summary="your own JPEG and PNG files, a folder per class",
    load=load,
    fingerprint=fingerprint,
)
