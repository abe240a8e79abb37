"""What `zoo predict` takes for 1,000 JPEGs, beside a script that decodes and predicts them, and no more."""

from __future__ import annotations

import functools
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import common, startup

TITLE = "zoo predict on 1,000 JPEGs, cnn6 on 32x32"
COUNT, SIZE, PHOTO = 1_000, 32, (375, 500)
CLASSES = ("cat", "dog")

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


def inside(run: str, model: Path, photos: Path) -> tuple[Callable[[], Any], Callable[[], Any]]:
    """Returns what both do once TensorFlow is imported and the net is built."""
    import keras

    from zoo.experiments import registry as registries
    from zoo.serving import image_files, predictions
    from zoo.serving.model import dataset
    from zoo.training.loading import trained

    registry = registries.load(local=False)
    rebuilt, script = trained(run, registry=registry), {"__name__": "script"}
    exec(SCRIPT, script)
    files, _ = image_files.find([str(photos)], {".jpg"})
    reader = image_files.reader(dataset(rebuilt, registry), registry)
    bare: Any = keras.models.load_model(model)

    def ours() -> Any:
        read = image_files.ImageFiles(files, reader, registry, rebuilt.image_shape)
        return predictions.predict(rebuilt, read, 5)

    predicted: Any = script["predicted"]
    return ours, lambda: predicted(bare, photos)


def compare(folder: Path, name: str, shape: tuple[int, int], run: str, model: Path) -> list[common.Comparison]:
    """Compares as whole commands, and without what is done before the first image."""
    write(photos := folder / name, COUNT, shape)
    (script := folder / "bare.py").write_text(SCRIPT)
    commands = (
        startup.zoo("predict", run, str(photos), "--json"),
        [sys.executable, str(script), str(model), str(photos)],
    )
    whole = [functools.partial(common.run, command, {"TF_CPP_MIN_LOG_LEVEL": "2"}) for command in commands]
    bar, rows = common.Bar(sense="at least", value=0.9), []
    for what, works in ((name, inside(run, model, photos)), (f"{name}, the whole command", whole)):
        comparison = common.Comparison(name=what, unit="images/s", bar=bar)
        rows.append(common.collect(comparison, *(functools.partial(rate, work) for work in works), least=5, most=9))
    return rows


def main() -> int:
    """Trains for an epoch, measures and prints. Returns the exit status."""
    from zoo.training import environment

    environment.prepare(os.cpu_count() or 1)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["ZOO_HOME"] = str(folder / "home")
        for part in CLASSES:
            write(folder / "training" / part, 40, PHOTO)
        data = f"image-folder:path={folder / 'training'}:size={SIZE}"
        common.run(startup.zoo("run", "-d", data, "-m", "cnn6", "--epochs", "1", "--quiet"), {})
        run = json.loads(common.run(startup.zoo("runs", "--json"), {}))[0]["name"]
        model = folder / "bare.keras"
        common.run(startup.zoo("export", run, "--format", "keras", "-o", str(model)), {})
        rows = [
            *compare(folder, "photos of 500x375", PHOTO, run, model),
            *compare(folder, "pictures of 32x32", (SIZE, SIZE), run, model),
        ]
    return common.report(TITLE, rows)


if __name__ == "__main__":
    sys.exit(main())
