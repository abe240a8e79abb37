"""What `zoo.run(dry_run=True)` returns: the plan, and what it takes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any

from zoo.api.progress.words import labels
from zoo.api.results import Results, identity
from zoo.execution.outlook import IMPOSSIBLE
from zoo.execution.requests import Outcome
from zoo.plugin.components import PARTS
from zoo.ranking.tables import html, styles, table
from zoo.ranking.tables.figures import duration, size
from zoo.ranking.tables.table import Column, Columns

if TYPE_CHECKING:
    from zoo.execution.outlook import Outlook
    from zoo.execution.plan import Item
    from zoo.experiments.registry import Registry
    from zoo.experiments.unavailable import Unavailable

STATUS = Column("status", style=lambda row: styles.status(row[-1]))
HEADERS: Columns = (*PARTS, Column("seed", right=True), STATUS)


class Prospect(Results):
    """The grid with each experiment's status, the reasons of some, how many there are of each, what it takes. As a
    sequence, the runs that are done.

    Args:
        outlook: the same as objects.
    """

    def __init__(self, outlook: Outlook, registry: Registry) -> None:
        super().__init__(Outcome(outlook.items, {}), registry)
        self.outlook = outlook

    @cached_property
    def table(self) -> tuple[list[list[Any]], Columns]:
        outlook = self.outlook
        planned = [(item.experiment, _cell(item, outlook)) for item in outlook.items]
        rows = [[*labels(one, self._registry).values(), one.seed, cell] for one, cell in planned]
        rows += [[*one.expressions.values(), seed, IMPOSSIBLE] for one in outlook.unavailable for seed in one.seeds]
        return rows, HEADERS

    @property
    def paragraphs(self) -> list[str]:
        """The reasons; the commands, a line each; and what all takes."""
        begun = [item for item in self.outlook.trained if item.status != "busy" or item.force]
        reasons = dict.fromkeys(_reasons(self.outlook, self._registry))
        parts = (reasons, [item.experiment.command() for item in begun], _summary(self.outlook))
        return [lines for part in parts if (lines := "\n".join(part))]

    def __repr__(self) -> str:
        return "\n\n".join([table.text(*self.table, 100), *self.paragraphs])

    def _repr_html_(self) -> str:
        lines = [line for paragraph in self.paragraphs for line in paragraph.splitlines()]
        return f"{html.table(*self.table)}{html.notes(lines)}"

    def to_dict(self) -> dict[str, Any]:
        """Returns what `zoo run --dry-run --json` prints."""
        return _as_dict(self.outlook)


def _cell(item: Item, outlook: Outlook) -> str:
    found = outlook.status(item)
    epochs = item.experiment.recipe.values["epochs"]
    if found in ("resumable", "busy") and item.epochs_done is not None:
        found += f" ({item.epochs_done} of {epochs} epochs)"
    return f"{found} (again)" if item.trained and found in ("done", "stale") else found


def _reasons(outlook: Outlook, registry: Registry) -> Iterator[str]:
    for item in outlook.items:
        combination = ", ".join(labels(item.experiment, registry).values())
        name = f"{combination}, seed {item.experiment.seed}"
        if outlook.refusal(item):
            continue
        if item.status == "stale":
            yield f"{name} is stale: {'; '.join(item.reasons)}"
        elif item.status == "resumable" and item.changed:
            yield f"{name} will refuse to go on: {'; '.join(item.changed)}. It starts over with --refresh stale."
        elif item.status == "busy" and item.unfinished:
            yield f"{name} is being trained by process {item.unfinished.pid} on {item.unfinished.host}"
    yield from _impossible(outlook, registry)


def _impossible(outlook: Outlook, registry: Registry) -> Iterator[str]:
    """Yields a line for each reason, with what all those combinations share that it is the reason of."""
    reasons: dict[str, dict[tuple[str, ...], None]] = {}
    for item in outlook.items:
        if refused := outlook.refusal(item):
            reasons.setdefault(refused, {})[tuple(labels(item.experiment, registry).values())] = None
    for one in outlook.unavailable:
        reasons.setdefault(one.reason, {})[tuple(one.expressions.values())] = None
    for reason, combinations in reasons.items():
        shared = ", ".join(part for part, *others in zip(*combinations, strict=True) if {part} >= set(others))
        many = f"{len(combinations)} combinations"
        if len(combinations) == 1:
            yield f"{shared} is impossible: {reason}"
        else:
            yield f"{shared} ({many}) is impossible: {reason}" if shared else f"{many} are impossible: {reason}"


def _summary(outlook: Outlook) -> Iterator[str]:
    total = sum(outlook.counts.values())
    yield f"{total} experiment{'s' * (total != 1)}: {', '.join(f'{n} {name}' for name, n in outlook.counts.items())}."
    if not outlook.trained:
        return
    yield _time(outlook)
    if outlook.downloads:
        yield f"Downloads: {', '.join(f'{name} {size(bytes_)}' for name, bytes_ in outlook.downloads.items())}"
    if outlook.disk:
        enough = "" if outlook.disk < outlook.free else ", which is not enough"
        about = "about" if outlook.disk_known else "more than"
        yield f"Disk: {about} {size(outlook.disk)} of {size(outlook.free)} that are free{enough}"


def _time(outlook: Outlook) -> str:
    unknown = sum(item.experiment.id not in outlook.seconds for item in outlook.trained)
    if outlook.total is None:
        return "Time: not known, for nothing like it has run before"
    others = f", and {unknown} run{'s' * (unknown != 1)} of which no earlier one tells" if unknown else ""
    probe = f" ({outlook.probed} combination{'s' * (outlook.probed != 1)} measured)" if outlook.probed else ""
    return f"Time: about {duration(outlook.total)} with -j {outlook.jobs}{probe}{others}"


def _as_dict(outlook: Outlook) -> dict[str, Any]:
    return {
        "experiments": [
            *(_planned(item, outlook) for item in outlook.items),
            *(_absent(one, seed) for one in outlook.unavailable for seed in one.seeds),
        ],
        "counts": outlook.counts,
        "jobs": outlook.jobs,
        "seconds": outlook.total,
        "downloads": dict(outlook.downloads),
        "disk_bytes": outlook.disk,
        "free_bytes": outlook.free,
    }


def _planned(item: Item, outlook: Outlook) -> dict[str, Any]:
    refused = outlook.refusal(item)
    return {
        **identity(item.experiment),
        "status": outlook.status(item),
        "reasons": [refused] if refused else [*item.reasons, *item.changed],
        "trained": item.trained and not refused,
        "run": item.run.name if item.run else None,
        "unfinished": item.unfinished.name if item.unfinished else None,
        "epochs_done": item.epochs_done,
        "seconds": outlook.seconds.get(item.experiment.id),
    }


def _absent(absent: Unavailable, seed: int) -> dict[str, Any]:
    outcome = {"status": IMPOSSIBLE, "reasons": [absent.reason], "trained": False}
    return {"experiment": None, **absent.expressions, "seed": seed, **outcome}
