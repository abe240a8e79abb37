"""The precision `auto` made one that is recorded, before anything is planned: measured once, and remembered."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from zoo import paths
from zoo.data import cache
from zoo.errors import UsageError
from zoo.execution import launching, requirements, runner
from zoo.execution.events import Check, Event
from zoo.execution.plan import Item
from zoo.experiments import instructions, provenance
from zoo.experiments.experiment import Part
from zoo.experiments.request import Composed
from zoo.files import atomic_write
from zoo.plugin.components import PRECISION
from zoo.progress import reporter, tell

if TYPE_CHECKING:
    from zoo.experiments.experiment import Experiment
    from zoo.experiments.registry import Registry
    from zoo.experiments.request import RunOptions

PLAIN, ROUNDED, AUTO = "float32", "bfloat16", "auto"

FILE = "precision.json"
"""In the zoo's folder: by what was measured, how often faster bfloat16 is than float32."""


def settle(asked: Composed, registry: Registry, options: RunOptions, *, measure: bool = True) -> Composed:
    """Returns what is asked for with `float32` or `bfloat16` in place of `auto`, and says why.

    bfloat16 is taken where the processor has instructions for it, and an experiment's steps are faster so. It is
    measured once for a model, image shape, batch size, code and processor.

    Args:
        measure: whether workers may measure, and what they need may be downloaded.

    Raises:
        UsageError: the launcher's workers are on other machines, or it would have to be measured and may not be.
    """
    precisions = [each.recipe.values.get(PRECISION.name) for each in asked.experiments]
    if ROUNDED in precisions and not instructions.bfloat16() and not launching.remote(registry, options.launcher):
        tell("This processor has no instructions for bfloat16: training will be slow.")
    if AUTO not in precisions:
        return asked
    if launching.remote(registry, options.launcher):
        cause = f"Processors of other machines may be others than this one, and {AUTO} measures here."
        raise UsageError(f"--precision {AUTO} needs workers on this machine.", cause=cause, hint=_hint(asked, PLAIN))
    auto = [each for each, typed in zip(asked.experiments, precisions, strict=True) if typed == AUTO]
    chosen = _chosen(auto, registry, options, measure=measure)
    found = [_with(each, registry, chosen[each.id]) if each.id in chosen else each for each in asked.experiments]
    return replace(asked, experiments=list({each.id: each for each in found}.values()))


def _chosen(auto: Sequence[Experiment], registry: Registry, options: RunOptions, *, measure: bool) -> dict[str, str]:
    """Returns the precision of each experiment, by its id."""
    if not instructions.bfloat16():
        tell(f"{PLAIN}: this processor has no instructions for {ROUNDED}.")
        return {each.id: PLAIN for each in auto}
    keys = {each.id: _key(each, registry, options) for each in auto}
    unknown = {keys[each.id]: each for each in auto if keys[each.id] not in _remembered()}
    if unknown and not measure:
        cause = "No earlier run has measured it here, and that needs a worker."
        raise UsageError(f"Nobody knows what --precision {AUTO} means.", cause=cause, hint=auto[0].command())
    ratios = _ratios(unknown, registry, options) if unknown else _remembered()
    named = {keys[each.id]: each for each in auto}
    for key, experiment in named.items():
        faster = f"{ROUNDED} has {ratios[key]:.2f} times the speed of {PLAIN}" if ratios.get(key) else "not measured"
        tell(f"{_precision(ratios.get(key))} for {experiment.model.term}: {faster}")
    return {each.id: _precision(ratios.get(keys[each.id])) for each in auto}


def _precision(ratio: float | None) -> str:
    return ROUNDED if ratio is not None and ratio > 1 else PLAIN


def _ratios(unknown: Mapping[str, Experiment], registry: Registry, options: RunOptions) -> dict[str, float]:
    """Measures in a worker, one training at a time, remembers the ratios, and returns all that are known."""
    pairs = {key: [_with(each, registry, name) for name in (PLAIN, ROUNDED)] for key, each in unknown.items()}
    items = [Item(experiment=each) for pair in pairs.values() for each in pair]
    for source in requirements.sources(items, registry):
        cache.prefetch(source, reporter())
    groups = [item.experiment.group_id for item in items]
    alone = replace(options, jobs=1, threads=runner.Size.of(options).threads)
    how: Any = {"registry": registry, "options": alone, "emit": _show, "asked": groups, "probe": groups}
    answers = runner.look(items, **how)
    ratios = _remembered()
    for key, pair in pairs.items():
        plain, rounded = (answers[each.group_id].facts.get("seconds_per_epoch") for each in pair)
        if plain and rounded:  # else the combination is refused, or diverges: the run itself says how
            ratios[key] = plain / rounded
    atomic_write(paths.home() / FILE, json.dumps(ratios), synced=False)
    return ratios


def _show(event: Event) -> None:
    if isinstance(event, Check):
        reporter()(f"timing {PLAIN} and {ROUNDED}", event.number - 1, event.total, "trainings")


def _key(experiment: Experiment, registry: Registry, options: RunOptions) -> str:
    """Returns a hash of what the speed depends on."""
    code = provenance.code_hash(provenance.experiment_code(registry, experiment))
    asked = [str(experiment.dataset.term), str(experiment.model.term), experiment.recipe.values["batch_size"]]
    libraries = [provenance.installed_version(name) for name in provenance.LIBRARIES]
    machine = [provenance.cpu_model(), runner.Size.of(options).threads]
    return hashlib.sha256(json.dumps([code, asked, libraries, machine]).encode()).hexdigest()[:16]


def _remembered() -> dict[str, float]:
    """Returns the ratios that are known; none where the file is not there or damaged: they are measured again."""
    try:
        return {str(key): float(ratio) for key, ratio in json.loads((paths.home() / FILE).read_text()).items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _with(experiment: Experiment, registry: Registry, precision: str) -> Experiment:
    """Returns an experiment that computes in a precision."""
    part = experiment.recipe
    given = {**{name: part.values[name] for name in part.changed}, PRECISION.name: precision}
    return replace(experiment, recipe=Part.of(registry.component("recipe", part.name), given))


def _hint(asked: Composed, precision: str) -> str:
    return asked.experiments[0].command().replace(f"{PRECISION.name}={AUTO}", f"{PRECISION.name}={precision}")
