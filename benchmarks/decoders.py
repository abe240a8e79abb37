"""What decodes a JPEG: how many a second on one core, and whether their pixels are those that `image-folder` gives."""

from __future__ import annotations

import importlib.util
import io
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import tabulate
from PIL import Image, ImageOps

import zoo
from benchmarks import common
from zoo_classics.datasets.image_decoding import BILINEAR, decode

TITLE = "Decoders"
FOLDER = "cifar10-images"
PICTURES, PHOTOS = 2000, 40
TURNS = 3

Decoder = Callable[[bytes, int], np.ndarray]


def photo(picture: bytes, seed: int) -> bytes:
    """Returns a JPEG of 1024x768, quality 90: a picture enlarged, with noise such as cameras have."""
    enlarged = np.asarray(Image.open(io.BytesIO(picture)).convert("RGB").resize((1024, 768), Image.Resampling.BICUBIC))
    noise = np.random.default_rng(seed).integers(-20, 20, enlarged.shape)
    written = io.BytesIO()
    Image.fromarray((enlarged + noise).clip(0, 255).astype(np.uint8)).save(written, "JPEG", quality=90)
    return written.getvalue()


def fitted(pixels: np.ndarray, size: int) -> np.ndarray:
    """Returns the middle square of an image, resized as `image-folder` does it."""
    image = Image.fromarray(pixels)
    return pixels if image.size == (size, size) else np.asarray(ImageOps.fit(image, (size, size), BILINEAR))


def whole(content: bytes, size: int) -> np.ndarray:
    """Decodes with Pillow, every pixel."""
    return fitted(np.asarray(Image.open(io.BytesIO(content)).convert("RGB")), size)


def draft(content: bytes, size: int) -> np.ndarray:
    """Decodes with Pillow at a half, a quarter or an eighth, where that is at least twice as large as what is asked."""
    image = Image.open(io.BytesIO(content))
    image.draft("RGB", (2 * size, 2 * size))
    return fitted(np.asarray(image.convert("RGB")), size)


def tensorflow(method: str) -> Decoder:
    """Returns `tf.io.decode_jpeg` with a method of the inverse cosine transform."""
    import tensorflow as tf

    return lambda content, size: fitted(tf.io.decode_jpeg(content, 3, dct_method=method).numpy(), size)


def simplejpeg(*, scaled: bool) -> Decoder:
    """Returns `simplejpeg.decode_jpeg`, with the exact transform; `scaled` as `draft`."""
    from simplejpeg import decode_jpeg

    def decoded(content: bytes, size: int) -> np.ndarray:
        least = {"min_width": 2 * size, "min_height": 2 * size, "min_factor": 1} if scaled else {}
        return fitted(decode_jpeg(content, "RGB", fastdct=False, fastupsample=False, **least), size)

    return decoded


def candidates() -> dict[str, Decoder]:
    """Returns every decoder that is installed, by name; first the one that the zoo uses."""
    found = {
        "image-folder": decode,
        "Pillow": whole,
        "Pillow, draft": draft,
        "tf.io.decode_jpeg": tensorflow("INTEGER_FAST"),
        "the same, INTEGER_ACCURATE": tensorflow("INTEGER_ACCURATE"),
    }
    if importlib.util.find_spec("simplejpeg"):
        found |= {"simplejpeg": simplejpeg(scaled=False), "simplejpeg, scaled": simplejpeg(scaled=True)}
    return found


def rows(name: str, contents: Sequence[bytes], size: int) -> Iterator[list[object]]:
    """Yields for each decoder its images per second of processor time, the best of `TURNS`, and how its pixels differ
    from the zoo's."""
    expected = [decode(content, size).astype(int) for content in contents]
    for decoder, decoded in candidates().items():
        best = min(_seconds(decoded, contents, size) for _ in range(TURNS))
        furthest = max(
            int(abs(decoded(content, size) - pixels).max()) for content, pixels in zip(contents, expected, strict=True)
        )
        yield [name, decoder, f"{len(contents) / best:,.0f}", furthest]


def kept(contents: Sequence[bytes], size: int, folder: Path) -> list[object]:
    """Returns the row of images that are kept decoded."""
    pixels = np.stack([decode(content, size) for content in contents])
    os.environ["ZOO_DATA"] = str(folder)
    images = zoo.keep_images(pixels, pixels.shape[1:], name="images", content="")
    images[:]
    order = np.random.default_rng(0).permutation(len(images))

    def read() -> float:
        began = time.process_time()
        for start in range(0, len(order), 128):
            images[order[start : start + 128]]
        return time.process_time() - began

    best = min(read() for _ in range(TURNS))
    return [f"{len(contents):,} kept, {size}x{size}", "zoo.keep_images", f"{len(contents) / best:,.0f}", 0]


def hits(share: float, *, count: int = 2000, epochs: int = 10) -> list[object]:
    """Returns how many images are found, in epochs of another order each, where a share of them may be kept: those that
    were asked for last (LRU), or the same ones throughout, which finds their share."""
    rng, cache, found = np.random.default_rng(0), dict[int, None](), 0
    for epoch in range(epochs + 1):
        for image in rng.permutation(count).tolist():
            found += epoch > 0 and image in cache
            cache.pop(image, None)
            cache[image] = None
            if len(cache) > share * count:
                del cache[next(iter(cache))]
    return [f"{share:.0%}", f"{found / (epochs * count):.1%}", f"{share:.1%}"]


def at_once(contents: Sequence[bytes], size: int) -> common.Comparison:
    """Compares decoding in threads, a part of a batch for each, with decoding in as many processes."""
    workers = os.cpu_count() or 1
    parts = [contents[start::workers] for start in range(workers)]
    with ThreadPoolExecutor(workers) as threads, ProcessPoolExecutor(workers, get_context("spawn")) as processes:

        def rate(pool: Executor) -> float:
            began = time.perf_counter()
            list(pool.map(_decoded, parts, [size] * workers))
            return len(contents) / (time.perf_counter() - began)

        comparison = common.Comparison(name=f"{size}x{size} in threads, against processes", unit="images/s")
        return common.collect(comparison, lambda: rate(threads), lambda: rate(processes))


def _decoded(contents: Sequence[bytes], size: int) -> np.ndarray:
    return np.stack([decode(content, size) for content in contents])


def _seconds(decoded: Decoder, contents: Sequence[bytes], size: int) -> float:
    began = time.process_time()
    for content in contents:
        decoded(content, size)
    return time.process_time() - began


def main() -> int:
    """Measures and prints. Returns the exit status."""
    given = os.environ.get("ZOO_TEST_DATA")
    if not given or not (Path(given) / FOLDER).is_dir():
        return common.skip(TITLE, f"it needs {FOLDER}/ in the folder that ZOO_TEST_DATA names")
    paths = sorted((Path(given) / FOLDER).glob("train/*/*"))
    pictures = [path.read_bytes() for path in paths[:: len(paths) // PICTURES]]
    photos = [photo(picture, seed) for seed, picture in enumerate(pictures[:: len(pictures) // PHOTOS])]
    with tempfile.TemporaryDirectory() as folder:
        table = [
            *rows("pictures of 32x32", pictures, 32),
            kept(pictures, 32, Path(folder) / "pictures"),
            *rows("photos to 224x224", photos, 224),
            *rows("photos to 128x128", photos, 128),
            kept(photos, 224, Path(folder) / "photos"),
        ]
    headers = ["what", "decoder", "images/s of a core", "furthest from image-folder's, of 255"]
    print(f"\n{TITLE}\n\n{tabulate.tabulate(table, headers, tablefmt='github', disable_numparse=True)}", flush=True)
    found = tabulate.tabulate(map(hits, (0.25, 0.5, 0.75, 0.9)), ["kept", "LRU finds", "the same ones"], "github")
    print(f"\n{found}", flush=True)
    return common.report(f"{TITLE}, on all cores", [at_once(pictures, 32), at_once(photos, 224)])


if __name__ == "__main__":
    sys.exit(main())
