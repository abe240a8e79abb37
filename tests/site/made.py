"""Sites made by hand: one in which every field is filled, and one with a hostile name in every text."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PIL import Image

from tests.site.hostile import NAMES
from zoo.ranking.ranking import FirstTwo, Ranking
from zoo.ranking.references import Reference
from zoo.ranking.rows import Row, SeedResult
from zoo.ranking.tables.sheet import Note, Sheet, Table
from zoo.ranking.tables.table import Column
from zoo.site.content import (
    ComponentPage,
    ConfusionMatrix,
    Curve,
    DatasetTable,
    Difference,
    ExperimentPage,
    LeaderboardPage,
    Line,
    Mistake,
    Pending,
    ProbeAnswer,
    SeedRun,
    Site,
)

Words = Callable[[str], str]
"""Returns what stands in place of a text."""

SEEDS = (0, 1, 2)
EPOCHS = 4
CLASSES = ("cat", "dog", "ship")
COMPONENTS = {
    "dataset-photos": ("dataset", "photos", "photos of animals"),
    "model-net": ("model", "net", "a small net"),
    "model-deep-net": ("model", "deep-net", "a deep net"),
    "augmenter-shift": ("augmenter", "shift", "moves images by a part of their size"),
    "augmenter-flip": ("augmenter", "flip", "mirrors every other image"),
    "recipe-quick": ("recipe", "quick", "a few epochs"),
    "probe-calibration": ("probe", "calibration", "is it as sure as it is right"),
}


def site(folder: Path) -> Site:
    """Returns a site of two datasets, five experiments and seven components, in which every field is filled.

    Args:
        folder: where the pictures of probes are written.
    """
    photos = [line("net-shift", 0.93, (1, 2)), line("net-none", 0.92, (1, 2)), line("deep-net-shift", 0.71, (3, 3))]
    photos.append(line("net-old", 0.85, None))
    digits = [line("digits-net", 0.98, None)]
    picture = _picture(folder / "diagram.png")
    return Site(
        title="Photos of animals",
        source="the store, 15 runs",
        leaderboard=leaderboard([table("photos", photos), table("digits", digits)]),
        experiments=[pending(each.key, partial(experiment, each, picture)) for each in (*photos, *digits)],
        components=[pending(key, partial(component, key, [("photos", photos[0])])) for key in COMPONENTS],
        titles=COMPONENTS,
    )


def hostile(folder: Path) -> Site:
    """Returns a site with an experiment and a component for each of 200 hostile names, which stands in each of their
    texts; five of these rows are a dataset, which is called by the five names."""
    picture = _picture(folder / "a'\"><b> & #1?.png")
    words: list[Words] = [lambda _, name=name: name for name in NAMES]  # type: ignore[misc]
    lines = [line(f"bad-{at}", 1 - at / 300, (at % 5 + 1, 5), word) for at, word in enumerate(words)]
    tables = [
        table("", lines[at : at + 5], lambda _, at=at: " ".join(NAMES[at : at + 5]))  # type: ignore[misc]
        for at in range(0, len(lines), 5)
    ]
    page = leaderboard(tables, words)
    keys = [f"model-bad-{at}" for at in range(len(NAMES))]
    return Site(
        title=" ".join(NAMES[:20]),
        source=" ".join(NAMES[20:40]),
        leaderboard=page,
        experiments=[
            pending(each.key, partial(experiment, each, picture, word)) for each, word in zip(lines, words, strict=True)
        ],
        components=[
            pending(key, partial(component, key, [(word(""), each)], word))
            for key, each, word in zip(keys, lines, words, strict=True)
        ],
        titles={key: ("model", name, name) for key, name in zip(keys, NAMES, strict=True)},
    )


def pending(key: str, make: Callable[[], ExperimentPage | ComponentPage], fingerprint: str = "1") -> Pending:
    return Pending(key=key, fingerprint=f"{key}-{fingerprint}", make=make)


def line(key: str, accuracy: float, ranks: tuple[int, int] | None, word: Words = str) -> Line:
    """Returns a row of three seeds; one without ranks is stale, limited, and not compared."""
    runs = tuple(
        SeedResult(
            name=word(f"{key}.{seed}"),
            seed=seed,
            accuracy=accuracy + seed / 1000,
            train_seconds=60.0 + seed,
            tta_accuracy=accuracy + 0.005,
        )
        for seed in SEEDS
    )
    row = Row(
        ranks=ranks,
        unranked="" if ranks else word("predictions of 2 of 3 seeds"),
        group_id=word(key),
        dataset=word("photos"),
        model=word("net:width=16"),
        augmenter=word("shift:fraction=0.1+flip"),
        recipe=word("quick"),
        labels={"augmenter": word("shift-flip")},
        limit=None if ranks else 100,
        validation=0.1,
        epochs=EPOCHS,
        batch_size=32,
        accuracy=accuracy,
        half_width=0.012,
        pooled=True,
        seed_half_width=0.008,
        tta_accuracy=accuracy + 0.005,
        tta_half_width=0.004,
        parameters=12_345,
        train_seconds=61.0,
        stale=() if ranks else (word("the code of model net changed"),),
        missing=() if ranks else (word("augmenter twist"),),
        as_is=not ranks,
        seeds=SEEDS,
        names=tuple(run.name for run in runs),
        endings={"failed": 1, "diverged": 1},
        runs=runs,
        metrics={"macro_f1": accuracy - 0.01, "images_per_second": 1000.0, "flops": 2e6},
        metric_seeds={"macro_f1": 3, "images_per_second": 2, "flops": 3},
    )
    installed = {"dataset": ["dataset-photos"], "model": ["model-net"], "recipe": ["recipe-quick"]}
    chain = ["augmenter-shift", "augmenter-flip"]
    return Line(key=key, row=row, note=word("1 failed"), among=3, components={**installed, "augmenter": chain})


def table(dataset: str, lines: Sequence[Line], word: Words = str) -> DatasetTable:
    keys = [each.key for each in lines if each.row.ranks]
    two = FirstTwo(runs=(word("a.1"), word("b.1")), seeds=SEEDS, known=True, more_seeds=4)
    known = (Reference(name="majority", accuracy=0.4), Reference(name="chance", accuracy=1 / 3))
    return DatasetTable(
        dataset=word(dataset),
        lines=lines,
        ranking=Ranking(
            dataset=word(dataset), compared=len(keys), images=1000, beyond=2, first_two=two, references=known
        ),
        differences={
            (one, other): Difference(
                difference=0.01 * (j - i), half_width=0.02 if j - i < 4 else None, proven=j - i > 1
            )
            for i, one in enumerate(keys)
            for j, other in enumerate(keys)
            if i < j
        },
        fronts={"parameters": keys[:1], "time": keys[:2], "flops": keys[:1], "images-per-second": keys[1:2]},
    )


def leaderboard(tables: Sequence[DatasetTable], words: Sequence[Words] = (str,)) -> LeaderboardPage:
    """Returns the first page; in each list of texts are as many as there are `words`."""
    columns = [Column(words[0]("augmenter"), lambda row: row[0]), Column("adds", lambda row: row[1], right=True)]
    rows = [(word("shift"), "+2.10 ± 0.30") for word in words]
    records = [{"kind": word("augmenter"), "of": word("shift"), "adds": 0.021} for word in words]
    notes = [Note(word("No figure is claimed."), (("Try:", word("zoo leaderboard")),)) for word in words]
    found = [Table(words[0]("Augmenters, against none"), rows, columns)]
    return LeaderboardPage(
        tables=tables,
        notes=notes,
        effects=Sheet("effects", found, notes, records, ("kind", "of", "adds")),
        remarks=[word("Hidden: 1 row trained on a part of the images.") for word in words],
        export=json.dumps({"leaderboard": 2, "rows": [word("net") for word in words]}),
    )


def experiment(at: Line, picture: Path, word: Words = str) -> ExperimentPage:
    """Returns the page of a row: three seeds, of which the last ended without a result."""
    done = [run(at, seed, word) for seed in SEEDS[:2]]
    failed = SeedRun(
        name=word(f"{at.key}.2"),
        seed=2,
        status="failed",
        started="2026-11-26T10:00:00+00:00",
        error={"message": word("The loss is NaN."), "cause": word("In epoch 2."), "hint": word("zoo logs RUN")},
        repeat=word("zoo run --seed 2"),
    )
    return ExperimentPage(
        line=at,
        runs=[*done, failed],
        curves=[curve(seed) for seed in SEEDS],
        confusion=ConfusionMatrix(classes=[word(name) for name in CLASSES], counts=[[9, 1, 0], [2, 8, 0], [0, 0, 10]]),
        mistakes=[
            Mistake(image=png(shade), index=shade, true=word("cat"), taken_for=word("dog"), confidence=0.9, seed=0)
            for shade in (40, 120, 200)
        ],
        probes=[probe(at, seed, picture, word) for seed in SEEDS[:2]],
        configuration={
            "dataset": [(word("photos"), {word("path"): word("photos")})],
            "model": [(word("net"), {word("width"): word("16"), "rate": word("0.5")})],
            "augmenter": [(word("shift"), {word("fraction"): word("0.1")}), (word("flip"), {})],
            "recipe": [(word("quick"), {word("epochs"): word("4")})],
        },
        provenance={
            word("code"): {word("model net"): word("d2570b837e466ea8")},
            "libraries": {word("keras"): word("3.15.1"), "numpy": word("2.4.6")},
            "machine": {"processor": word("Xeon"), "threads": word("2")},
        },
        missing=[word("No picture of mistakes of seed 2: its files are gone.")],
        repeat=word("zoo run -d photos -m net --seeds 3"),
    )


def run(at: Line, seed: int, word: Words = str) -> SeedRun:
    return SeedRun(
        name=word(f"{at.key}.{seed}"),
        seed=seed,
        status="done",
        accuracy=0.9 + seed / 1000,
        tta_accuracy=0.91,
        train_seconds=60.0,
        epochs=EPOCHS,
        started="2026-11-26T10:00:00+00:00",
        finished="2026-11-26T10:01:00+00:00",
        weights_sha256="5" * 64,
        result={word("test accuracy"): word("90.00%"), "NLL": word("0.5087")},
        notes=[word("Images were resized from 100x100.")],
        repeat=word(f"zoo run -d photos -m net --seed {seed}"),
    )


def curve(seed: int) -> Curve:
    """Returns four epochs; of the last, nothing is known of the validation."""
    down, up = [1.0, 0.6, 0.4, 0.3 + seed / 100], [0.5, 0.7, 0.8, 0.9 - seed / 100]
    return Curve(seed=seed, loss=down, accuracy=up, val_loss=[*down[:3], None], val_accuracy=[*up[:3], None])


def probe(at: Line, seed: int, picture: Path, word: Words = str) -> ProbeAnswer:
    shown = {
        "title": word("Bins"),
        "columns": [word("sure"), "right"],
        "rows": [[word("0.9"), 0.8], [word("0.5"), None]],
    }
    return ProbeAnswer(
        question=word("calibration:bins=2"),
        run=word(f"{at.key}.{seed}"),
        seed=seed,
        numbers=[(word("ECE"), word("2.1%")), ("images", word("1,000"))],
        shown=[word("It is surer than it is right."), shown],
        pictures=[picture],
        notes=[word("Of 1,000 test images.")],
    )


def component(key: str, lines: Sequence[tuple[str, Line]], word: Words = str) -> ComponentPage:
    kind, name, summary = COMPONENTS.get(key, COMPONENTS["model-net"])
    parameter = {
        "name": word("width"),
        "type": word("int"),
        "choices": [word("8"), word("16")],
        "default": word("8"),
        "required": False,
        "value": word("8"),
        "expected": word("int, >= 1"),
        "bounds": {"ge": 1},
        "unit": word("neurons"),
        "help": word("of the hidden layer"),
    }
    described = {
        "kind": kind,
        "name": word(name),
        "example": word(f"zoo run -m {name}"),
        "summary": word(summary),
        "distribution": word("keras-zoo"),
        "version": word("0.1.0"),
        "plugin": word("keras-zoo[classics]"),
        "needs": [f"Origin: {word('https://example.org/paper')}", word("Channels: 3."), f"Licence: {word('MIT')}"],
        "parameters": [parameter],
        "presets": [word("wide-net")],
    }
    return ComponentPage(key=key, described=described, lines=lines)


def png(shade: int) -> bytes:
    """Returns a picture of 28x28 pixels of one shade, from 0 to 255."""
    stream = io.BytesIO()
    Image.new("L", (28, 28), shade).save(stream, "png")
    return stream.getvalue()


def _picture(path: Path) -> Path:
    path.write_bytes(png(128))
    return path
