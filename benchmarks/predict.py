"""What `zoo predict` takes for 1,000 JPEGs, beside a script that decodes and predicts them, and no more."""

from __future__ import annotations

import functools
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import common, startup

TITLE = "zoo predict on 1,000 JPEGs, cnn6 on 32x32"
COUNT, SIZE, PHOTO = 1_000, 32, (375, 500)
CLASSES = ("cat", "dog")

Works = Iterable[Callable[[], Any]]
"""Ours and the peer's."""

SCRIPT = """
import sys
from pathlib import Path
import keras
import numpy as np
from PIL import Image, ImageOps

def decoded(path):
    image = ImageOps.exif_transpose(Image.open(path)).convert("RGB")
    return np.asarray(ImageOps.fit(image, (32, 32), Image.Resampling.BILINEAR))

def predicted(model, folder):
    images = np.stack([decoded(path) for path in sorted(Path(folder).glob("*.jpg"))])
    return model.predict(images, batch_size=128, verbose=0)

if __name__ == "__main__":
    for row in predicted(keras.models.load_model(sys.argv[1]), sys.argv[2]):
        print(row.argmax(), row.max())
"""
"""What one would write: also turned by EXIF, and cut to the middle square."""


def write(folder: Path, count: int, shape: tuple[int, int]) -> None:
    """Writes JPEGs that resemble photographs: blotches."""
    from PIL import Image

    folder.mkdir(parents=True)
    rng = np.random.default_rng(len(str(folder)))
    for number in range(count):
        small = rng.integers(0, 256, (shape[0] // 8 + 2, shape[1] // 8 + 2, 3), dtype=np.uint8)
        Image.fromarray(small).resize(shape[::-1], Image.Resampling.BICUBIC).save(folder / f"{number:04d}.jpg")


def rate(work: Callable[[], Any]) -> float:
    """Returns how many images a second some work does."""
    began = time.perf_counter()
    work()
    return COUNT / (time.perf_counter() - began)


def inside(run: str, model: Path, photos: Path) -> Works:
    """Returns what both do once TensorFlow is imported and the net is built."""
    import keras

    from zoo.experiments import registry as registries
    from zoo.serving import image_files, predictions
    from zoo.serving.model import dataset
    from zoo.training import loading

    registry = registries.load(local=False)
    rebuilt, script = loading.trained(run, registry=registry), {"__name__": "script"}
    exec(SCRIPT, script)
    files, _ = image_files.find([str(photos)], {".jpg"})
    reader = image_files.reader(dataset(rebuilt, registry), registry)
    bare: Any = keras.models.load_model(model)

    def ours() -> Any:
        read = image_files.ImageFiles(files, reader, registry, rebuilt.image_shape)
        return predictions.predict(rebuilt, read, 5)

    predicted: Any = script["predicted"]
    return ours, lambda: predicted(bare, photos)


def commands(run: str, model: Path, photos: Path, script: Path) -> Works:
    """Returns what both do from the command on: importing TensorFlow and building the net too."""
    script.write_text(SCRIPT)
    ours = startup.zoo("predict", run, str(photos), "--json")
    bare = [sys.executable, str(script), str(model), str(photos)]
    return [functools.partial(common.run, each, {"TF_CPP_MIN_LOG_LEVEL": "2"}) for each in (ours, bare)]


def compare(name: str, works: Works) -> common.Comparison:
    """Compares two works in images a second."""
    comparison = common.Comparison(name=name, unit="images/s", bar=common.Bar(sense="at least", value=0.9))
    return common.collect(comparison, *(functools.partial(rate, work) for work in works), least=5, most=15)


def trained(folder: Path) -> tuple[str, Path]:
    """Trains for an epoch, and returns the run's name and a file of its net."""
    for part in CLASSES:
        write(folder / "training" / part, 40, PHOTO)
    data, model = f"image-folder:path={folder / 'training'}:size={SIZE}", folder / "bare.keras"
    common.run(startup.zoo("run", "-d", data, "-m", "cnn6", "--epochs", "1", "--quiet"), {})
    run = json.loads(common.run(startup.zoo("runs", "--json"), {}))[0]["name"]
    common.run(startup.zoo("export", run, "--format", "keras", "-o", str(model)), {})
    return run, model


def main() -> int:
    """Measures and prints. Returns the exit status."""
    from zoo.training import environment

    environment.prepare(os.cpu_count() or 1)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["ZOO_HOME"] = str(folder / "home")
        run, model = trained(folder)
        for place, shape in (("photos", PHOTO), ("small", (SIZE, SIZE))):
            write(folder / place, COUNT, shape)
        rows = [
            compare("photos of 500x375", inside(run, model, folder / "photos")),
            compare("pictures of 32x32", inside(run, model, folder / "small")),
            compare("photos, the whole command", commands(run, model, folder / "photos", folder / "bare.py")),
        ]
    return common.report(TITLE, rows)


if __name__ == "__main__":
    sys.exit(main())
