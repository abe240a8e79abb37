"""`zoo show RUN`: all that is known about a run, and the command that repeats it."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from zoo import paths
from zoo.cli import context, output
from zoo.cli.output import say
from zoo.leaderboard.tables.figures import local, measured
from zoo.plugin.components import PARTS
from zoo.plugin.parameters import format_value

if TYPE_CHECKING:
    from zoo.experiments.registry import Registry
    from zoo.store import RunRecord, Store

INDENT = 18


def show(name: str, as_json: bool) -> None:
    """Prints a run.

    Args:
        name: the run's name, or the beginning of it.

    Raises:
        UsageError: no run begins so, or those of several experiments do.
        StoreError: the store cannot be read.
    """
    from zoo.store import Store

    store = Store.open(create=False)
    run = store.run(name)
    folder = paths.run_folder(run.name)
    files = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    registry = context.registry()
    told = {**_now(run, store, registry), "folder": str(folder), "files": files, "repeat": repeat(run)}
    described = {**run.to_dict(), **told}
    if as_json:
        output.json(described)
    else:
        _print(run, described, registry)


def repeat(run: RunRecord) -> str:
    """Returns the command that trains the same again, to the same bits on the same machine."""
    from zoo.experiments.experiment import command_line

    made_of = {kind: getattr(run, kind) for kind in PARTS}
    command = command_line(made_of, seeds=[run.seed], validation=run.validation, limit=run.limit)
    return f"{command}{f' --threads {run.threads}' if run.threads else ''} --force"


def _now(run: RunRecord, store: Store, registry: Registry) -> dict[str, list[str]]:
    """Returns what has changed since the run was made."""
    from zoo.experiments.staleness import Current, data_now, reasons

    current = Current(registry, data_now(registry, store.known_data()))
    return {"stale": reasons(run, current), "missing": current.missing(run)}


def _print(run: RunRecord, described: Mapping[str, Any], registry: Registry) -> None:
    say(output.bold(run.name), f": a run, {run.status}")
    _section("Experiment", _experiment(run))
    if error := _error(run):
        _section("Error", {key: error.get(key) for key in ("message", "cause", "hint")})
    if run.result:
        _section("Result", _result(run))
    if found := _probed(run, registry):
        _section("Probes", found)
    _section("Made by", _made_by(run, described))
    _section("Files", {"folder": described["folder"], "files": ", ".join(described["files"]) or "none"})
    say(f"\nRepeat: {described['repeat']}")


def _error(run: RunRecord) -> Mapping[str, Any] | None:
    """Returns why a run has no result; also of one that died without a word, which nobody has written down yet."""
    from zoo.store import INTERRUPTED
    from zoo.store.leases import lost

    return run.error or (lost(run).to_dict() if run.status == INTERRUPTED else None)


def _section(title: str, lines: Mapping[str, Any]) -> None:
    """Prints names and values below a title, without those that are not known; words are never broken."""
    say("\n", output.bold(title))
    for name, value in lines.items():
        if value is not None:
            room = max(output.width() - INDENT, 40)
            wrapped = textwrap.wrap(str(value), room, break_long_words=False, break_on_hyphens=False)
            say(f"  {name:<{INDENT - 3}} " + f"\n{' ' * INDENT}".join(wrapped))


def _experiment(run: RunRecord) -> dict[str, Any]:
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
    found = (run.experiment or {}).get("augmenters" if kind == "augmenter" else kind) or []
    parts = found if isinstance(found, list) else [found]
    texts = [", ".join(f"{name}={format_value(value)}" for name, value in part["values"].items()) for part in parts]
    return f" ({'; '.join(texts)})" if any(texts) else ""


def _result(run: RunRecord) -> dict[str, Any]:
    from zoo.store import METRICS

    result = run.result or {}
    return {
        **{METRICS[key].title: measured(METRICS[key], run.metrics[key]) for key in METRICS if key in run.metrics},
        "epochs": run.epochs,
        "weights": result.get("weights_sha256"),
        "notes": "; ".join(result.get("notes") or []) or None,
    }


def _probed(run: RunRecord, registry: Registry) -> dict[str, str]:
    """Returns the numbers that each probe found."""
    from zoo.experiments.probe_metrics import metrics
    from zoo.store.metrics import METRICS, described

    known, found = metrics(registry), dict[str, list[str]]()
    for key in sorted(run.metrics.keys() - METRICS.keys()):
        metric = known.get(key) or described(key)
        found.setdefault(metric.split, []).append(f"{metric.name} {measured(metric, run.metrics[key])}")
    return {probe: ", ".join(numbers) for probe, numbers in found.items()}


def _made_by(run: RunRecord, described: Mapping[str, Any]) -> dict[str, Any]:
    made = (run.provenance or {}).get("environment", {})
    components = (run.provenance or {}).get("components", {})
    providers = dict.fromkeys(f"{entry['distribution']} {entry['version']}" for entry in components.values())
    libraries = ", ".join(f"{name} {version}" for name, version in made.get("libraries", {}).items())
    return {
        "current": _currency(described),
        "plugins": ", ".join(providers) or None,
        "code, data": f"{run.code}, {run.data}; protocol {run.protocol}",
        "libraries": libraries or None,
        "python": made.get("python"),
        "machine": made.get("cpu") and f"{made['cpu']}, {made['cores']} cores, {made['platform']}",
        "threads": run.threads,
        "process": f"{run.pid} on {run.host}",
        "last heard of": run.heartbeat and local(run.heartbeat),
    }


def _currency(described: Mapping[str, Any]) -> str:
    if described["stale"]:
        return f"no, stale: {'; '.join(described['stale'])}"
    if described["missing"]:
        return f"cannot be told: {', '.join(described['missing'])} not installed any more"
    return "yes: a new run would be made of the same code and data"
