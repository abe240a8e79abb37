"""What `zoo run --dry-run` prints: the plan, and what it takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from zoo.cli import output
from zoo.cli.output import say
from zoo.cli.run_tables import identity, labels, table
from zoo.leaderboard.columns import duration

if TYPE_CHECKING:
    from zoo.cli.absent import Absent
    from zoo.execution.plan import Item
    from zoo.experiments.registry import Registry

IMPOSSIBLE = "impossible"
ORDER = ("done", "stale", "busy", "resumable", "to do", IMPOSSIBLE)
HEADERS = ("dataset", "model", "augmenter", "recipe", "seed", "status")


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """What is known before anything trains.

    Args:
        refused: by group id, why a combination cannot be trained.
        seconds: by experiment id, how long it is going to take.
        probed: how many combinations were measured for it, where no earlier run tells.
        total: the seconds of all together, None where that is not known.
        downloads: by the name of the source, how many bytes are missing.
        disk: how many bytes the runs are going to take, as far as that is known.
        disk_known: whether all of it is.
        free: how many there are.
    """

    refused: Mapping[str, str] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)
    probed: int = 0
    total: float | None = None
    jobs: int = 1
    downloads: Mapping[str, int] = field(default_factory=dict)
    disk: int = 0
    disk_known: bool = True
    free: int = 0


def show(
    items: Sequence[Item], absent: Sequence[Absent], registry: Registry, outlook: Outlook, *, as_json: bool
) -> None:
    """Prints the grid with each experiment's status, the reasons of some, how many there are of each, what it takes."""
    if as_json:
        output.json(_as_dict(items, absent, outlook))
        return
    rows = [[*labels(item.experiment, registry).values(), item.experiment.seed, _cell(item, outlook)] for item in items]
    rows += [[*one.expressions.values(), seed, IMPOSSIBLE] for one in absent for seed in one.seeds]
    table(HEADERS, rows)
    reasons = dict.fromkeys(_reasons(items, absent, registry, outlook))
    begun = [item for item in _possible(items, outlook) if item.status != "busy" or item.force]
    for part in (reasons, [item.experiment.command() for item in begun], _summary(items, absent, outlook)):
        if lines := "\n".join(part):
            say(f"\n{lines}")


def status(item: Item, outlook: Outlook) -> str:
    """Returns an experiment's status: the plan's, or that it cannot be trained."""
    return IMPOSSIBLE if _refused(item, outlook) else item.status


def _refused(item: Item, outlook: Outlook) -> str | None:
    return outlook.refused.get(item.experiment.group_id) if item.trained else None


def _cell(item: Item, outlook: Outlook) -> str:
    found = status(item, outlook)
    epochs = item.experiment.recipe.values["epochs"]
    if found in ("resumable", "busy") and item.epochs_done is not None:
        found += f" ({item.epochs_done} of {epochs} epochs)"
    return f"{found} (again)" if item.trained and found in ("done", "stale") else found


def _reasons(items: Sequence[Item], absent: Sequence[Absent], registry: Registry, outlook: Outlook) -> Iterator[str]:
    for item in items:
        combination = ", ".join(labels(item.experiment, registry).values())
        name = f"{combination}, seed {item.experiment.seed}"
        if refused := _refused(item, outlook):
            yield f"{combination} is impossible: {refused}"
        elif item.status == "stale":
            yield f"{name} is stale: {'; '.join(item.reasons)}"
        elif item.status == "resumable" and item.changed:
            yield f"{name} will refuse to go on: {'; '.join(item.changed)}. It starts over with --refresh stale."
        elif item.status == "busy" and item.unfinished:
            yield f"{name} is being trained by process {item.unfinished.pid} on {item.unfinished.host}"
    for one in absent:
        yield f"{one.name} is impossible: {one.reason}"


def _summary(items: Sequence[Item], absent: Sequence[Absent], outlook: Outlook) -> Iterator[str]:
    counts = _counts(items, absent, outlook)
    total = sum(counts.values())
    yield f"{total} experiment{'s' * (total != 1)}: {', '.join(f'{n} {name}' for name, n in counts.items())}."
    trained = _possible(items, outlook)
    if not trained:
        return
    yield _time(trained, outlook)
    if outlook.downloads:
        yield f"Downloads: {', '.join(f'{name} {size(bytes_)}' for name, bytes_ in outlook.downloads.items())}"
    if outlook.disk:
        enough = "" if outlook.disk < outlook.free else ", which is not enough"
        about = "about" if outlook.disk_known else "more than"
        yield f"Disk: {about} {size(outlook.disk)} of {size(outlook.free)} that are free{enough}"


def _time(trained: Sequence[Item], outlook: Outlook) -> str:
    unknown = sum(item.experiment.id not in outlook.seconds for item in trained)
    if outlook.total is None:
        return "Time: not known, for nothing like it has run before"
    others = f", and {unknown} run{'s' * (unknown != 1)} of which no earlier one tells" if unknown else ""
    probe = f" ({outlook.probed} combination{'s' * (outlook.probed != 1)} measured)" if outlook.probed else ""
    return f"Time: about {duration(outlook.total)} with -j {outlook.jobs}{probe}{others}"


def _possible(items: Sequence[Item], outlook: Outlook) -> list[Item]:
    return [item for item in items if item.trained and not _refused(item, outlook)]


def _counts(items: Sequence[Item], absent: Sequence[Absent], outlook: Outlook) -> dict[str, int]:
    counts = Counter(status(item, outlook) for item in items)
    counts[IMPOSSIBLE] += sum(len(one.seeds) for one in absent)
    return {name: counts[name] for name in ORDER if counts[name]}


def _as_dict(items: Sequence[Item], absent: Sequence[Absent], outlook: Outlook) -> dict[str, Any]:
    return {
        "experiments": [
            *(_planned(item, outlook) for item in items),
            *(_absent(one, seed) for one in absent for seed in one.seeds),
        ],
        "counts": _counts(items, absent, outlook),
        "jobs": outlook.jobs,
        "seconds": outlook.total,
        "downloads": dict(outlook.downloads),
        "disk_bytes": outlook.disk,
        "free_bytes": outlook.free,
    }


def _planned(item: Item, outlook: Outlook) -> dict[str, Any]:
    refused = _refused(item, outlook)
    return {
        **identity(item.experiment),
        "status": status(item, outlook),
        "reasons": [refused] if refused else [*item.reasons, *item.changed],
        "trained": item.trained and not refused,
        "run": item.run.name if item.run else None,
        "unfinished": item.unfinished.name if item.unfinished else None,
        "epochs_done": item.epochs_done,
        "seconds": outlook.seconds.get(item.experiment.id),
    }


def _absent(absent: Absent, seed: int) -> dict[str, Any]:
    return {
        "experiment": None,
        **absent.expressions,
        "seed": seed,
        "status": IMPOSSIBLE,
        "reasons": [absent.reason],
        "trained": False,
    }


def size(number: int) -> str:
    """Returns a number of bytes as people say it: `11.6 MB`, `3.4 GB`."""
    return f"{number / 1e9:,.1f} GB" if number >= 1e9 else f"{number / 1e6:,.1f} MB"
