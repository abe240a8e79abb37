"""What the hooks of events are given: the run, an epoch of it, how it ended. It crosses to their process as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal


@dataclass(frozen=True, kw_only=True)
class TrackedRun:
    """A run, as hooks of events hear of it.

    Args:
        name: `EXPERIMENT_ID.ATTEMPT`; `zoo show NAME` shows it.
        group: the id of its experiment without the seed: a row of the leaderboard.
        dataset, model, augmenter, recipe: the expressions that it is made of, as they are typed.
        parameters: the value of every parameter, as JSON has it, by kind and name; those of an augmenter by its own
            name, too: `{"model.dropout": 0.5, "augmenter.shift.fraction": 0.1}`.
        seed, limit, validation: as the options of `zoo run`; `validation` is a fraction of 1, or None.
        epochs: how many it trains in all.
        resumed: whether it goes on, after `epochs_done` epochs, and its hooks have been called before.
        folder: the run's own. docs/reference/files.md says what is in it at `zoo_run_finished` with
            the status `done`.
        command: the command line that repeats its experiment.
    """

    name: str
    group: str
    dataset: str
    model: str
    augmenter: str
    recipe: str
    parameters: Mapping[str, Any]
    seed: int
    limit: int | None
    validation: float | None
    epochs: int
    resumed: bool = False
    epochs_done: int = 0
    folder: Path
    command: str


@dataclass(frozen=True, kw_only=True)
class FinishedEpoch:
    """An epoch that is complete.

    Args:
        number: from 1, as people count.
        metrics: what was measured: `loss`, `accuracy`, `val_loss`, `val_accuracy` (both accuracies fractions of 1),
            `seconds`, `images_per_second`; without what is not known.
    """

    number: int
    metrics: Mapping[str, float]


@dataclass(frozen=True, kw_only=True)
class FinishedRun:
    """How a run ended.

    Args:
        status: `done`; `diverged`; `failed`, and where its worker died, the same command goes on with it;
            `interrupted`, and the same command goes on with it; or `lost`: another process goes on with it now, and
            calls the hooks again.
        metrics: what was measured, by key, as in `zoo show RUN --json`: `test_accuracy` (a fraction of 1), `test_loss`,
            `train_seconds` ...; empty unless it is done.
        error: why there is no result, on one line; None where it failed in nothing.
    """

    status: Literal["done", "failed", "diverged", "interrupted", "lost"]
    metrics: Mapping[str, float]
    error: str | None = None


GIVEN = {"run": TrackedRun, "epoch": FinishedEpoch, "result": FinishedRun}
"""What an argument of a hook is, by its name."""


def message(**given: TrackedRun | FinishedEpoch | FinishedRun) -> dict[str, dict[str, Any]]:
    """Returns the arguments of a hook as JSON has them, for `arguments` to read."""
    return {
        name: {key: str(each) if isinstance(each, Path) else each for key, each in asdict(value).items()}
        for name, value in given.items()
    }


def arguments(message: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the arguments of a hook, read from JSON.

    Args:
        message: what `message` returned.

    Raises:
        pydantic.ValidationError: a field is missing or wrong.
    """
    import pydantic

    return {name: pydantic.TypeAdapter(GIVEN[name]).validate_python(fields) for name, fields in message.items()}
