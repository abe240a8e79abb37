"""Recorded runs as Python has them: what the store knows of each, its folder, its history and its curves."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from zoo.errors import StoreError
from zoo.plugin.components import PARTS
from zoo.ranking.tables.figures import percent
from zoo.store import shared

if TYPE_CHECKING:
    from zoo.store import RunRecord


class Run:
    """A run. All that `zoo runs --json` prints are attributes: `run.test_accuracy`, `run.train_seconds`. Where a run's
    name is expected, as by `zoo.load`, it can be given itself. In a notebook it is its curves.

    Args:
        record: what the store knows.
    """

    def __init__(self, record: RunRecord) -> None:
        self.record = record

    def __getattr__(self, name: str) -> Any:
        if name == "record":  # of one that is only being made, as by `copy`
            raise AttributeError(name)
        return getattr(self.record, name)

    @property
    def folder(self) -> Path:
        """Where its files are. They are fetched where `ZOO_FILES` has them and this machine does not.

        Raises:
            StoreError: another machine has them.
        """
        return shared.folder(self.record)

    @cached_property
    def history(self) -> list[dict[str, Any]]:
        """An entry per epoch, with `epoch` from 0, `loss`, `accuracy`, `val_loss`, `val_accuracy` and `seconds`; empty
        before the run is done. Accuracies are fractions of 1."""
        return history(self.folder)

    @cached_property
    def curves(self) -> bytes | None:
        """Loss and accuracy over the epochs, as PNG; None before the run is done."""
        with contextlib.suppress(OSError):
            return (self.folder / "curves.png").read_bytes()
        return None

    def to_dict(self) -> dict[str, Any]:
        """Returns what `zoo runs --json` prints of it."""
        return self.record.to_dict(details=False)

    def __str__(self) -> str:
        return self.record.name

    def __repr__(self) -> str:
        run = self.record
        made_of = ", ".join([*(getattr(run, kind) for kind in PARTS), f"seed {run.seed}"])
        return f"<run {run.name}: {made_of}: {percent(run.test_accuracy) if run.status == 'done' else run.status}>"

    def _repr_html_(self) -> str:
        from zoo.ranking.tables import html

        picture = self._repr_png_()
        return f"<p>{html.text(repr(self)[1:-1])}</p>{html.picture(picture) if picture else ''}"

    def _repr_png_(self) -> bytes | None:
        return self.curves if shared.here(self.record) else None  # nothing is fetched to be looked at in passing


class RunSequence(Sequence[Run]):
    """Some runs, as a sequence of `Run`."""

    def __init__(self, records: Iterable[RunRecord]) -> None:
        self._runs = [Run(record) for record in records]

    def __len__(self) -> int:
        return len(self._runs)

    @overload
    def __getitem__(self, index: int) -> Run: ...
    @overload
    def __getitem__(self, index: slice) -> list[Run]: ...
    def __getitem__(self, index: int | slice) -> Run | list[Run]:
        return self._runs[index]


def history(folder: Path) -> list[dict[str, Any]]:
    """Returns the history in a run's folder; nothing where it cannot be read, as `zoo store check` says."""
    from zoo.store import run_files

    with contextlib.suppress(StoreError):
        return [*map(dict, run_files.history(folder))]
    return []
