"""A folder of images: memory as it grows tenfold, what checksums cost, training on JPEGs and on the same as arrays."""

from __future__ import annotations

import contextlib
import functools
import io
import os
import sys
import tempfile
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import common, memory, startup

if TYPE_CHECKING:
    import zoo
    from benchmarks.turns import Turns

TITLE = "A folder of images"
FOLDER = "cifar10-images"
SHARE = 10
SIZE = 32
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


def splits(root: Path, folder: Path, count: int) -> dict[str, zoo.Splits]:
    """Returns `count` images of every class as the zoo loads them, as files that are decoded each time (as where there
    are too many to keep them decoded), and as an array, memory-mapped as cached data are."""
    import numpy as np

    import zoo
    from zoo_classics.datasets.image_folder import load
    from zoo_classics.datasets.image_pixels import ImageFiles

    whole = load(path=root, size=SIZE)
    names = np.array([os.fsencode(path.relative_to(root)) for path in sorted(root.glob("train/*/*"))])
    chosen = np.linspace(0, len(names) - 1, count).astype(int)
    labels = whole.train.labels[chosen]
    kept = whole.train.images.part(chosen)  # type: ignore[attr-defined]
    np.save(folder / "decoded.npy", kept[:])
    decoded = np.load(folder / "decoded.npy", mmap_mode="r")

    def made(images: zoo.Images) -> zoo.Splits:
        test = zoo.Split(images=images[:256], labels=labels[:256])
        return zoo.Splits(train=zoo.Split(images=images, labels=labels), test=test, classes=whole.classes)

    return {"kept": made(kept), "files": made(ImageFiles(root, names[chosen], SIZE)), "arrays": made(decoded)}


def speeds(root: Path, folder: Path) -> list[common.Comparison]:
    """Compares training on JPEGs, decoded once or each time, with training on arrays."""
    from benchmarks.training import CNN6, compare
    from benchmarks.trainings import IMAGES, Trainings

    os.environ["ZOO_DATA"] = str(folder / "data")  # what is kept of the files
    found = splits(root, folder, IMAGES)

    def training(name: str, images: str) -> Turns:
        trainings = Trainings(folder / name, CNN6)
        trainings.splits = found[images]
        return trainings.zoo_run("none")

    rows = [("kept", "cnn6 on JPEGs, against arrays", 0.95), ("files", "the same, more than 1 GiB once decoded", 0.95)]
    return [
        compare(name, training(images, images), training(f"{images}-peer", "arrays"), at_least=bar)
        for images, name, bar in rows
    ]


def openings(folder: Path) -> list[common.Comparison]:
    """Compares opening what is kept of images, which verifies its checksum, with reading as many bytes: of an image
    folder (CRC-32), of published data (SHA-256)."""
    import numpy as np

    from zoo.data import digest
    from zoo_classics.datasets import image_pixels

    pixels, array = folder / "a.pixels", folder / "a.npy"
    content = np.random.default_rng(0).integers(0, 256, image_pixels.MOST, np.uint8)
    pixels.write_bytes(content.tobytes() + zlib.crc32(content.data).to_bytes(4, "big"))
    np.save(array, content)

    def read() -> None:
        with pixels.open("rb", buffering=0) as stream:
            while stream.read(image_pixels.PIECE):
                pass

    works: dict[str, Callable[[], object]] = {
        "opening 1 GiB of decoded images": lambda: image_pixels.is_whole(pixels, image_pixels.MOST),
        "opening 1 GiB of published data": lambda: digest.of_array(np.load(array, mmap_mode="r")),
    }
    return [
        common.collect(common.Comparison(name=name, unit="s"), *(functools.partial(_seconds, w) for w in (work, read)))
        for name, work in works.items()
    ]


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
        comparisons = [peaks(root, Path(folder)), *openings(Path(folder)), *speeds(root, Path(folder))]
    return common.report(TITLE, comparisons)


if __name__ == "__main__":
    sys.exit(main())
