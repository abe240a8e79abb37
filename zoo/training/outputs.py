"""The files of a run's folder, each written whole; and a net rebuilt from them."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from zoo.errors import RunFailed, StoreError
from zoo.experiments import provenance
from zoo.files import arrays_sha256, atomic_path, atomic_write
from zoo.store import run_files

if TYPE_CHECKING:
    import keras

    from zoo.experiments.experiment import Experiment
    from zoo.experiments.registry import Registry

FLOAT16_MAX = 65504.0


def write_json(path: Path, content: Any) -> None:
    """Writes JSON for people and programs. NaN and infinity, which JSON does not have, become null."""
    atomic_write(path, json.dumps(plain(content), indent=2, allow_nan=False) + "\n")


def plain(value: Any) -> Any:
    """Returns a value as JSON has it: no NaN, no NumPy."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, (np.generic, np.ndarray)):
        return plain(value.tolist())
    return None if isinstance(value, float) and not math.isfinite(value) else value


def weights(net: keras.Model) -> list[np.ndarray]:
    """Returns the net's weights by position: their names contain counters of the process."""
    return [variable.numpy() for variable in net.weights]


def write_weights(path: Path, arrays: Sequence[np.ndarray]) -> None:
    """Writes weights as `w0000`, `w0001`, ...; the same weights give the same bytes."""
    with atomic_path(path) as stream:
        np.savez(stream, **{f"w{position:04d}": array for position, array in enumerate(arrays)})  # type: ignore[arg-type]


def write_test(path: Path, logits: np.ndarray, labels: np.ndarray) -> None:
    """Writes logits (float16: half the space), predictions made from the float32 logits, and labels."""
    with atomic_path(path) as stream:
        np.savez_compressed(
            stream,
            logits=np.clip(logits, -FLOAT16_MAX, FLOAT16_MAX).astype(np.float16),
            predictions=logits.argmax(axis=1).astype(np.int32),
            labels=labels.astype(np.int32),
        )


def summary(net: keras.Model) -> str:
    """Returns Keras' table of the net's layers."""
    import keras

    lines: list[str] = []
    plain_net = keras.Model(net.inputs, net.outputs, name=net.name)  # without the optimizer's variables
    plain_net.summary(line_length=100, print_fn=lambda text, **_: lines.append(text), expand_nested=True)
    return "\n".join(lines) + "\n"


def write_experiment(folder: Path, experiment: Experiment, **facts: Any) -> None:
    """Writes experiment.json: what was asked for, the command that repeats it, what is needed to rebuild its net."""
    record = {"id": experiment.id, "group": experiment.group_id, "command": experiment.command(), **facts}
    write_json(folder / run_files.EXPERIMENT, {**record, "experiment": experiment.to_dict()})


def read_net(folder: Path, registry: Registry, *, force: bool = False) -> keras.Model:
    """Rebuilds the trained net from a run's folder alone: freshly built, then given its weights.

    Args:
        force: builds it by today's code though the run was trained by other code.

    Raises:
        RunFailed: the run was trained by other code than there is today, or by code that is not known.
        StoreError: a file is missing or damaged, or the weights are not those of the model as its code builds it today.
        UsageError: a component is no longer there.
    """
    from zoo.experiments.experiment import Experiment

    record = read_record(folder)
    experiment = Experiment.from_dict(record["experiment"], registry)
    if not force:
        code = run_files.mapping(folder / "provenance.json", "components")
        _refuse_other_code(folder, experiment, code["components"], provenance.experiment_code(registry, experiment))
    return rebuild(folder, record, experiment, registry)


def read_record(folder: Path) -> Mapping[str, Any]:
    """Returns what `write_experiment` wrote. Raises `StoreError` where it is missing or damaged."""
    return run_files.experiment(folder, "experiment", "classes", "input_shape")


def rebuild(
    folder: Path, record: Mapping[str, Any], experiment: Experiment, registry: Registry, sha256: str | None = None
) -> keras.Model:
    """Builds the net by today's code and gives it the weights in the folder.

    Args:
        sha256: of the weights, as it was recorded.

    Raises:
        StoreError: they are missing or damaged, or not those of the model as its code builds it today.
    """
    from zoo.training.building import build

    arrays = _read_weights(folder)
    if sha256 is not None and arrays_sha256(arrays) != sha256:
        cause = "They are not those that were recorded."
        raise StoreError(f"The weights in {folder} are damaged.", cause=cause, hint=run_files.remedy(folder))
    net, _ = build(experiment, registry, tuple(record["input_shape"]), len(record["classes"]))
    _assign(net, arrays, folder)
    return net


def _read_weights(folder: Path) -> list[np.ndarray]:
    with (
        run_files.readable(folder),
        (folder / "weights.npz").open("rb") as stream,
        np.load(stream, allow_pickle=False) as stored,
    ):
        return [stored[name] for name in sorted(stored.files)]


def _refuse_other_code(folder: Path, experiment: Experiment, then: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    changed = provenance.changed_code(then, now) or provenance.unknown_code(now)
    if changed or then.keys() != now.keys():
        raise RunFailed(
            f"The net in {folder} cannot be rebuilt as it was trained.",
            cause=f"{'; '.join(changed) or 'its components are others'}.",
            hint=f"{experiment.command()} --force",
        )


def _assign(net: keras.Model, arrays: Sequence[np.ndarray], folder: Path) -> None:
    expected = [tuple(variable.shape) for variable in net.weights]
    if expected != [array.shape for array in arrays]:
        raise StoreError(
            f"The weights in {folder} do not fit the model.",
            cause="Its code has changed since the run.",
            hint=f"zoo show {folder.name}",
        )
    give(net, arrays)


def give(net: keras.Model, arrays: Sequence[np.ndarray]) -> None:
    """Gives a net its weights, by position."""
    for variable, array in zip(net.weights, arrays, strict=True):
        variable.assign(array)
    for layer in net._flatten_layers():
        if hasattr(layer, "finalize_state"):  # a normalisation computes with what it made of its weights before
            layer.finalize_state()
