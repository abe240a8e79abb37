"""What is known of a run, in words: what was asked for, what came of it, who made it, what has changed since."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from zoo import paths
from zoo.plugin.components import PARTS
from zoo.plugin.parameters import format_value
from zoo.ranking.tables.figures import local, measured
from zoo.store.shared import elsewhere

if TYPE_CHECKING:
    from zoo.experiments.registry import Registry
    from zoo.store import RunRecord, Store
    from zoo.store.answers import Answer


def known(run: RunRecord, store: Store, registry: Registry) -> dict[str, Any]:
    """Returns a run as `zoo show RUN --json` prints it: its record, what has changed since, its files or the machine
    that has them, the command that repeats it."""
    folder = paths.run_folder(run.name)
    files = sorted(path.name for path in folder.glob("[!.]*"))
    told = {"folder": str(folder), "files": files, "elsewhere": elsewhere(run), "repeat": repeat(run)}
    return {**run.to_dict(), **now(run, store, registry), **told}


def repeat(run: RunRecord) -> str:
    """Returns the command that trains the same again, to the same bits on the same machine."""
    from zoo.experiments.experiment import command_line

    made_of = {kind: getattr(run, kind) for kind in PARTS}
    command = command_line(made_of, seeds=[run.seed], validation=run.validation, limit=run.limit)
    return f"{command}{f' --threads {run.threads}' if run.threads else ''} --force"


def now(run: RunRecord, store: Store, registry: Registry) -> dict[str, list[str]]:
    """Returns what has changed since the run was made."""
    from zoo.experiments.staleness import Current, data_now, reasons

    current = Current(registry, data_now(registry, store.known_data()))
    return {"stale": reasons(run, current), "missing": current.missing(run)}


def error(run: RunRecord) -> Mapping[str, Any] | None:
    """Returns why a run has no result; also of one that died without a word, which nobody has written down yet."""
    from zoo.store import INTERRUPTED
    from zoo.store.leases import lost

    return run.error or (lost(run).to_dict() if run.status == INTERRUPTED else None)


def experiment(run: RunRecord) -> dict[str, Any]:
    """Returns what was asked for, and when; None where nothing is known."""
    times = run.token - 1
    return {
        **{kind: f"{getattr(run, kind)}{_values(run, kind)}" for kind in PARTS},
        "seed": run.seed,
        "limit": "all images" if run.limit is None else f"{run.limit:,} images",
        "validation": format_value(run.validation),
        "started": local(run.started),
        "finished": run.finished and local(run.finished),
        "checkpoint": None if run.epochs_done is None else f"{run.epochs_done} of {run.epochs} epochs",
        "resumed": None if times < 1 else "once" if times == 1 else f"{times} times",
    }


def _values(run: RunRecord, kind: str) -> str:
    """Returns the values of a kind's parameters, defaults among them, in brackets."""
    every = [part["values"].items() for part in run.parts(kind)]
    texts = [", ".join(f"{name}={format_value(value)}" for name, value in values) for values in every]
    return f" ({'; '.join(texts)})" if any(texts) else ""


def result(run: RunRecord) -> dict[str, Any]:
    """Returns what was measured."""
    from zoo.store import METRICS

    result = run.result or {}
    return {
        **{METRICS[key].title: measured(METRICS[key], run.metrics[key]) for key in METRICS if key in run.metrics},
        "epochs": run.epochs,
        "weights": result.get("weights_sha256"),
        "notes": "; ".join(result.get("notes") or []) or None,
    }


def probed(run: RunRecord, registry: Registry) -> dict[str, str]:
    """Returns the numbers that each probe found."""
    from zoo.experiments.probe_metrics import metrics
    from zoo.store.metrics import METRICS, described

    known, found = metrics(registry), dict[str, list[str]]()
    for key in sorted(run.metrics.keys() - METRICS.keys()):
        metric = known.get(key) or described(key)
        found.setdefault(metric.split, []).append(f"{metric.name} {measured(metric, run.metrics[key])}")
    return {probe: ", ".join(numbers) for probe, numbers in found.items()}


def numbers(answer: Answer, registry: Registry) -> list[tuple[str, str]]:
    """Returns what the numbers that a probe found are called, and what they are."""
    from zoo.experiments.probe_metrics import metrics
    from zoo.store.metrics import described, key

    known = metrics(registry)
    keys = {name: key(answer["probe"], name) for name in answer["numbers"]}
    named = {name: known.get(word) or described(word) for name, word in keys.items()}
    found = answer["numbers"].items()
    return [(named[name].title, "-" if value is None else measured(named[name], value)) for name, value in found]


def made_by(run: RunRecord, known: Mapping[str, Any]) -> dict[str, Any]:
    """Returns with what it was made, and whether that is still so."""
    made = (run.provenance or {}).get("environment", {})
    components = (run.provenance or {}).get("components", {})
    providers = dict.fromkeys(f"{entry['distribution']} {entry['version']}" for entry in components.values())
    libraries = ", ".join(f"{name} {version}" for name, version in made.get("libraries", {}).items())
    return {
        "current": _currency(known),
        "plugins": ", ".join(providers) or None,
        "code, data": f"{run.code}, {run.data}; protocol {run.protocol}",
        "libraries": libraries or None,
        "python": made.get("python"),
        "machine": made.get("cpu") and f"{made['cpu']}, {made['cores']} cores, {made['platform']}",
        "threads": run.threads,
        "process": f"{run.pid} on {run.host}",
        "last heard of": run.heartbeat and local(run.heartbeat),
    }


def _currency(known: Mapping[str, Any]) -> str:
    if known["stale"]:
        return f"no, stale: {'; '.join(known['stale'])}"
    if known["missing"]:
        return f"cannot be told: {', '.join(known['missing'])} not installed any more"
    return "yes: a new run would be made of the same code and data"
