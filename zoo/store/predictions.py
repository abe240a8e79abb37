"""Which test images each run got right: a bit for each, so that two runs can be compared image by image."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from zoo.plugin import expressions
from zoo.store import run_files

if TYPE_CHECKING:
    import numpy as np
    import sqlalchemy as sa

    from zoo.store.damage import Damage

TEST_SET = re.compile("[0-9a-f]{16}")


class Correct(NamedTuple):
    """Which test images a run got right.

    Args:
        test_set: 16 hexadecimal digits, the same only where the test images and their order are the same.
        images: how many there are.
        bits: `numpy.packbits` of bool (images,): the first image is the highest bit of the first byte.
    """

    test_set: str
    images: int
    bits: bytes

    @classmethod
    def of(cls, test_set: str, correct: np.ndarray) -> Correct:
        """Returns it of bool (images,)."""
        import numpy as np

        return cls(test_set, len(correct), np.packbits(correct).tobytes())

    @property
    def accuracy(self) -> float:
        """The fraction of the images that are right."""
        return int.from_bytes(self.bits).bit_count() / self.images

    def to_dict(self) -> dict[str, Any]:
        """Returns it as JSON has it."""
        return {**self._asdict(), "bits": base64.b64encode(self.bits).decode()}

    @classmethod
    def from_dict(cls, said: Any) -> Correct | None:
        """Returns what `to_dict` gave; None for anything else."""
        try:
            found = cls(said["test_set"], said["images"], base64.b64decode(said["bits"], validate=True))
        except (KeyError, TypeError, ValueError):
            return None
        return None if found.wrong() else found

    def wrong(self, accuracy: Any = None) -> str | None:
        """Returns what is wrong with it, None where it is sound.

        Args:
            accuracy: the test accuracy that the run was recorded with, where it has to fit.
        """
        if not isinstance(self.test_set, str) or not TEST_SET.fullmatch(self.test_set):
            return "its predictions name no test set"
        if type(self.images) is not int or self.images < 1 or not isinstance(self.bits, bytes):
            return "its predictions are none"
        if len(self.bits) != -(-self.images // 8) or self.bits[-1] % (1 << -self.images % 8):
            return f"its predictions are not those of {self.images} images"
        if isinstance(accuracy, float) and abs(self.accuracy - accuracy) > 1e-9:
            return f"its predictions have an accuracy of {self.accuracy}, and its test_accuracy is {accuracy}"
        return None


def test_set(dataset: str, data: str, provenance: Mapping[str, Any], labels: np.ndarray) -> str:
    """Returns what stands for the test images of a run and their order.

    A fingerprint alone does not: that of `mnist-offcenter` is MNIST's. So the dataset's expression and code are hashed
    too; not where the data lie, for what has moved is the same.

    Args:
        dataset: its expression.
        data: its fingerprint.
        provenance: what the run was made with.
        labels: of the test images, integers (images,).
    """
    ((term,),) = expressions.parse(dataset)
    what = {name: value for name, value in term.values.items() if not os.path.isabs(value)}
    components = provenance.get("components") or {}
    code = {name: made.get("sources") for name, made in components.items() if name.startswith("dataset:")}
    said = json.dumps([str(expressions.Term(term.name, what)), data, code], sort_keys=True)
    return hashlib.sha256(said.encode() + labels.astype("<i4").tobytes()).hexdigest()[:16]


def in_folder(folder: Path, dataset: str, data: str, provenance: Mapping[str, Any]) -> Correct | None:
    """Returns what the folder of a run says; None where the file is gone or cannot be read. Arguments as `test_set`."""
    try:
        labels, predicted = run_files.test(folder, "labels", "predictions")
        return Correct.of(test_set(dataset, data, provenance, labels), labels == predicted)
    except Exception:  # noqa: BLE001 - a damaged row can say anything of what the run was made with
        return None


def keep(connection: sa.Connection, run: str, correct: Correct) -> None:
    """Writes it for the run of that name, in place of what stood there."""
    import sqlalchemy as sa

    from zoo.store.schema import predictions, runs

    number = connection.execute(sa.select(runs.c.id).where(runs.c.name == run)).scalar_one()
    values = {"run": number, "test_set": correct.test_set, "images": correct.images, "correct": correct.bits}
    connection.execute(sa.delete(predictions).where(predictions.c.run == number))
    connection.execute(sa.insert(predictions).values(values))


def read(connection: sa.Connection, *conditions: Any) -> Iterator[tuple[str, Correct, Damage | None]]:
    """Yields the names of the runs that match, what they got right, and what is wrong with that."""
    import sqlalchemy as sa

    from zoo.store.damage import Damage
    from zoo.store.schema import predictions, runs

    columns = predictions.c.test_set, predictions.c.images, predictions.c.correct
    query = sa.select(runs.c.id, runs.c.name, runs.c.test_accuracy, *columns).join(predictions).where(*conditions)
    for number, name, accuracy, *kept in connection.execute(query):
        correct = Correct(*kept)
        what = correct.wrong(accuracy)
        yield name, correct, Damage.of(number, name, what) if what else None
