"""A folder of images: memory as it grows tenfold, what checksums cost, training on JPEGs and on the same as arrays."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import io
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import common, memory, startup

if TYPE_CHECKING:
    import zoo
    from benchmarks.turns import Turns
    from zoo.data.kept_images import KeptImages
    from zoo_classics.datasets.image_pixels import ImageFiles

TITLE = "A folder of images"
FOLDER = "cifar10-images"
SHARE = 10
SIZE = 32
TIMES = 8
"""So often the 50,000 images are in the folder that is trained on: 1.2 GB once decoded."""
FRACTIONS = {"all": 1.0, "half": 0.5, "none": 0.0}
"""Of the decoded images, what may be kept."""
ROWS: tuple[tuple[str, str, float | None], ...] = (
    ("all", "cnn6 on JPEGs, over 1 GiB once decoded, against arrays", 0.95),
    ("half", "the same, where half of them may be kept", None),
    ("none", "the same, where none may (ZOO_KEEP=0)", None),
)
GIB = 2**30
RUN = ("-m", "mlp", "-a", "none", "--epochs", "1", "--force", "--quiet")
"""A model of few operations: what the images take is no small part of it, and every image is decoded all the same."""


def share(root: Path, folder: Path) -> Path:
    """Returns a folder of links to every tenth image."""
    for group in sorted(path for path in root.glob("*/*") if path.is_dir()):
        place = folder / group.relative_to(root)
        place.mkdir(parents=True)
        for image in sorted(group.iterdir())[::SHARE]:
            (place / image.name).symlink_to(image)
    return folder


def peaks(root: Path, folder: Path) -> common.Comparison:
    """Compares the peak memory of `zoo run` on all images with the one on a tenth of them."""
    environment = {"ZOO_HOME": str(folder / "home"), "ZOO_PLUGINS": "keras-zoo"}

    def run(images: Path) -> float:
        return memory.peak(startup.zoo("run", "-d", f"image-folder:path={images}:size={SIZE}", *RUN), environment)

    name, bar = f"peak memory, {SHARE} times as many images", common.Bar(sense="at most", value=1.1)
    comparison = common.Comparison(name=name, unit="MiB", bar=bar)
    ours, peer = (functools.partial(run, images) for images in (root, share(root, folder / "share")))
    # Not warmed up: the first run looks at every file, and its memory counts too.
    return common.collect(comparison, ours, peer, least=3, most=3, warm_up=False)


def splits(root: Path, folder: Path, count: int, times: int = TIMES) -> dict[str, zoo.Splits]:
    """Returns `count` images, of every class, out of a folder that holds the training images `times` times over: as
    files of which all are kept decoded, a half or none; and as an array, memory-mapped as cached data are."""
    import numpy as np

    import zoo
    from zoo_classics.datasets.image_pixels import ImageFiles

    paths = sorted(root.glob("train/*/*"))
    classes, labels = np.unique([path.parent.name for path in paths], return_inverse=True)
    names = np.array([os.fsencode(path.relative_to(root)) for path in paths])
    hashes = np.array([int(hashlib.sha256(path.read_bytes()).hexdigest()[:16], 16) for path in paths], np.uint64)
    files = ImageFiles(root, np.tile(names, times), np.tile(hashes, times), SIZE)
    chosen = np.linspace(0, len(files) - 1, count).astype(int)
    labels = np.tile(labels, times)[chosen]
    np.save(folder / "decoded.npy", files[chosen])
    found = {name: kept(files, fraction, folder / name).part(chosen) for name, fraction in FRACTIONS.items()}

    def made(images: zoo.Images) -> zoo.Splits:
        test = zoo.Split(images=images[:256], labels=labels[:256])
        return zoo.Splits(train=zoo.Split(images=images, labels=labels), test=test, classes=classes.tolist())

    array = np.load(folder / "decoded.npy", mmap_mode="r")
    return {"array": made(array), **{name: made(images) for name, images in found.items()}}


def kept(files: ImageFiles, fraction: float, data: Path) -> KeptImages:
    """Returns images of which a fraction may be kept, and is."""
    import zoo

    bound = fraction * len(files) * (SIZE**2 * 3 + 4)
    os.environ.update(ZOO_DATA=str(data), ZOO_KEEP=f"{bound / 1000:.3f}kB")
    images = zoo.keep_images(files, (SIZE, SIZE, 3), name="images", content="")
    for start in range(0, round(fraction * len(files)), 4096):
        images[start : start + 4096]
    return images


def speeds(root: Path, folder: Path) -> list[common.Comparison]:
    """Compares training on images of a folder of more than 1 GiB with training on the same images as an array."""
    from benchmarks.training import CNN6, compare
    from benchmarks.trainings import IMAGES, Trainings

    found = splits(root, folder, IMAGES)

    def training(name: str, images: str) -> Turns:
        trainings = Trainings(folder / f"trains-{name}", CNN6)
        trainings.splits = found[images]
        return trainings.zoo_run("none")

    return [
        compare(title, training(name, name), training(f"{name}-peer", "array"), at_least=bar)
        for name, title, bar in ROWS
    ]


def published(folder: Path) -> common.Comparison:
    """Compares opening published data, which verifies their SHA-256, with reading as many bytes."""
    import numpy as np

    from zoo.data import digest

    array = folder / "a.npy"
    np.save(array, np.random.default_rng(0).integers(0, 256, GIB, np.uint8))

    def read() -> None:
        with array.open("rb", buffering=0) as stream:
            while stream.read(2**22):
                pass

    works = (lambda: digest.of_array(np.load(array, mmap_mode="r")), read)
    opened, peer = (functools.partial(_seconds, work) for work in works)
    return common.collect(common.Comparison(name="opening 1 GiB of published data", unit="s"), opened, peer)


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> int:
    """Measures and prints. Returns the exit status."""
    given = os.environ.get("ZOO_TEST_DATA")
    if not given or not (Path(given) / FOLDER).is_dir():
        return common.skip(TITLE, f"it needs {FOLDER}/ in the folder that ZOO_TEST_DATA names")
    root = (Path(given) / FOLDER).absolute()
    # What a worker prints goes to the run's log; here, where there is none, it would stand between the tables.
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        comparisons = [peaks(root, Path(folder)), published(Path(folder)), *speeds(root, Path(folder))]
    return common.report(TITLE, comparisons)


if __name__ == "__main__":
    sys.exit(main())
