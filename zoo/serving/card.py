"""A model card: what a run is, what it reaches, where it fails, what it was made of; all of it from the record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zoo.errors import UsageError
from zoo.serving import described
from zoo.serving.standing import Standing, standing
from zoo.store import answers, run_files, shared

if TYPE_CHECKING:
    from zoo.experiments.registry import Registry
    from zoo.store import RunRecord, Store
    from zoo.store.answers import Answer

CONFUSED = 10
"""How many kinds of errors a card names, the most frequent ones."""

DRAWN = {"curves": "curves.png", "confusion": "confusion.png"}
"""The pictures that every run has in its folder."""


@dataclass(frozen=True)
class Confusion:
    """Test images of the class `true` that are taken for another: how many, and which part of the class."""

    true: str
    taken_for: str
    images: int
    share: float


@dataclass(frozen=True)
class Card:
    """What a card tells.

    Args:
        run: the record; `known`: the same as `zoo show RUN --json` prints it.
        title: what was trained, in presets' names.
        facts: what the run's folder says of its data: `classes`, `input_shape`, `train_images`, `test_images` ...
        row: its row of the leaderboard, where that counts the run.
        confusions: its most frequent errors.
        elsewhere: what it reaches on other datasets, as `zoo evaluate` keeps it.
        answers: what probes found; `numbers`: theirs in words, by question.
        unasked: the probes that are installed and were not asked.
        data: of the dataset, what its component says: `summary`, `origin`, `licence`.
        limits: what not to expect, a sentence each.
        pictures: files by what they are called in the card.
    """

    run: RunRecord
    known: Mapping[str, Any]
    title: str
    facts: Mapping[str, Any]
    row: Standing | None
    confusions: Sequence[Confusion]
    elsewhere: Sequence[Mapping[str, Any]]
    answers: Sequence[Answer]
    numbers: Mapping[str, Sequence[tuple[str, str]]]
    unasked: Sequence[str]
    data: Mapping[str, str]
    limits: Sequence[str]
    pictures: Mapping[str, Path]

    def to_dict(self) -> dict[str, Any]:
        """Returns it as JSON has it."""
        return {
            "run": self.known,
            "title": self.title,
            **{name: self.facts.get(name) for name in ("classes", "input_shape", "train_images", "test_images")},
            "leaderboard": self.row and self.row.to_dict(),
            "confusions": [vars(each) for each in self.confusions],
            "elsewhere": list(self.elsewhere),
            "probes": list(self.answers),
            "data": self.data,
            "limits": list(self.limits),
            "pictures": {name: str(path) for name, path in self.pictures.items()},
        }


def card(run: RunRecord, store: Store, registry: Registry) -> Card:
    """Returns the card of a run, with its details.

    Raises:
        UsageError: the run has no result.
        StoreError: files of it are missing, damaged or on another machine.
    """
    from zoo.inspection import other_data
    from zoo.store import DONE

    if run.status != DONE:
        raise UsageError(f"Run {run.name!r} has no result: it is {run.status}.", hint=f"zoo show {run.name}")
    folder = shared.folder(run)
    facts = run_files.experiment(folder, "classes", "input_shape")
    known, row, found = described.known(run, store, registry), standing(run, store, registry), answers.every(folder)
    return Card(
        run=run,
        known=known,
        title=", ".join(registry.label(kind, getattr(run, kind)) for kind in described.PARTS),
        facts=facts,
        row=row,
        confusions=_confusions(folder, facts["classes"]),
        elsewhere=other_data.kept(folder),
        answers=found,
        numbers={each["question"]: described.numbers(each, registry) for each in found},
        unasked=[name for name in registry.names("probe") if name not in {each["probe"] for each in found}],
        data=_data(run, registry),
        limits=list(_limits(run, known, facts, row)),
        pictures=_pictures(folder, found),
    )


def _confusions(folder: Path, classes: Sequence[str]) -> list[Confusion]:
    from collections import Counter

    import numpy as np

    labels, predictions = run_files.test(folder, "labels", "predictions")
    counts = np.bincount(labels, minlength=len(classes))
    wrong = labels != predictions
    pairs = Counter(zip(labels[wrong].tolist(), predictions[wrong].tolist(), strict=True))
    return [
        Confusion(str(classes[true]), str(classes[taken]), number, number / int(counts[true]))
        for (true, taken), number in sorted(pairs.items(), key=lambda pair: (-pair[1], pair[0]))[:CONFUSED]
    ]


def _data(run: RunRecord, registry: Registry) -> dict[str, str]:
    """Returns what the dataset's component says of it; nothing where it is not installed any more."""
    name = run.dataset.partition(":")[0]
    if name not in registry.names("dataset"):
        return {}
    component: Any = registry.component("dataset", name)
    return {what: text for what in ("summary", "origin", "licence") if (text := getattr(component, what))}


def _limits(run: RunRecord, known: Mapping[str, Any], facts: Mapping[str, Any], row: Standing | None) -> Iterator[str]:
    from zoo.ranking.tables.figures import percent

    number = len(facts["classes"])
    yield f"It knows {number} classes: whatever an image shows, it is taken for one of them."
    yield f"Its accuracy is of test images of {run.dataset}; of images from elsewhere it says nothing."
    found = [each.accuracy for each in row.row.runs if each.accuracy is not None] if row else []
    if len(found) > 1:
        between = f"from {percent(min(found))} to {percent(max(found))}"
        yield f"It is one training of {len(found)} alike, with accuracies {between}."
    else:
        yield "It is one training: how far another seed would lead from it, nobody has tried."
    if run.limit is not None:
        yield f"It was trained on a part of the images: {run.limit:,}."
    if row and row.row.as_is:
        yield "Its data were imported as they were, without a comparison with what is published."
    yield from (run.result or {}).get("notes") or []
    if known["stale"]:
        yield f"Since it was trained, something has changed: {'; '.join(known['stale'])}."
    if known["missing"]:
        yield f"It cannot be rebuilt here: {', '.join(known['missing'])} is not installed."


def _pictures(folder: Path, found: Sequence[Answer]) -> dict[str, Path]:
    own = {name: folder / file for name, file in DRAWN.items() if (folder / file).is_file()}
    probes = {f"{path.parent.name}-{path.stem}": path for answer in found for path in answers.pictures(folder, answer)}
    return {**own, **probes}
