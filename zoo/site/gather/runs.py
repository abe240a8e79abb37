"""The runs of an experiment's page: what came of each seed, what probes found, what all were made of."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zoo import paths
from zoo.experiments.experiment import command_line
from zoo.plugin.components import PARTS
from zoo.plugin.parameters import format_value
from zoo.ranking.sides.differences import facts
from zoo.ranking.tables.figures import known
from zoo.serving import described
from zoo.site.content import ProbeAnswer, SeedRun
from zoo.store import answers

if TYPE_CHECKING:
    from zoo.experiments.registry import Registry
    from zoo.ranking.rows import Row
    from zoo.store import RunRecord

ERROR = ("message", "cause", "hint")

ELSEWHERE = ("weights", "notes")
"""What of a result has fields of its own."""

HEADINGS = ("code", "plugins", "data", "libraries", "machine")
"""Of the provenance."""


def seed_run(run: RunRecord) -> SeedRun:
    """Returns a run, read with its details."""
    error = described.error(run)
    result = run.result or {}
    told = described.result(run) if run.result else {}
    return SeedRun(
        name=run.name,
        seed=run.seed,
        status=run.status,
        accuracy=known(run.test_accuracy),
        tta_accuracy=known(run.tta_accuracy),
        train_seconds=known(run.train_seconds),
        epochs=run.epochs,
        started=run.started or None,
        finished=run.finished,
        weights_sha256=result.get("weights_sha256"),
        result={title: str(told[title]) for title in told if title not in ELSEWHERE and told[title] is not None},
        notes=list(map(str, result.get("notes") or ())),
        error={name: error.get(name) for name in ERROR} if error else None,
        repeat=described.repeat(run),
    )


def probed(runs: Sequence[RunRecord], registry: Registry) -> list[ProbeAnswer]:
    """Returns what probes found in runs, by question, then seed."""
    folders = [(run, paths.run_folder(run.name)) for run in runs]
    found = [_answer(run, folder, each, registry) for run, folder in folders for each in answers.every(folder)]
    return sorted(found, key=lambda answer: (answer.question, answer.seed))


def _answer(run: RunRecord, folder: Path, answer: answers.Answer, registry: Registry) -> ProbeAnswer:
    return ProbeAnswer(
        question=answer["question"],
        run=run.name,
        seed=run.seed,
        numbers=described.numbers(answer, registry),
        shown=[each if isinstance(each, Mapping) else str(each) for each in answer["shown"]],
        pictures=answers.pictures(folder, answer),
        notes=list(map(str, answer.get("notes") or ())),
    )


def configuration(run: RunRecord) -> dict[str, list[tuple[str, dict[str, str]]]]:
    """Returns, by kind, each component's name and the values of its parameters, defaults among them."""
    return {kind: [(part["name"], _texts(part["values"])) for part in run.parts(kind)] for kind in PARTS}


def _texts(values: Mapping[str, Any]) -> dict[str, str]:
    return {name: format_value(value) for name, value in values.items()}


def provenance(runs: Sequence[RunRecord]) -> dict[str, dict[str, str]]:
    """Returns with what runs were made, by heading; of several runs each value once, and no folder of a zoofile."""
    found: dict[str, dict[str, str]] = {heading: {} for heading in HEADINGS}
    for fact, said in facts(runs):
        versions = "plugins" if fact.component else "libraries"
        heading = versions if fact.about == "versions" else fact.about
        if heading in found:
            found[heading][fact.what] = without_folder(said)
    return {heading: told for heading, told in found.items() if told}


def without_folder(version: str) -> str:
    """Returns a plugin's version; of a file, which has a folder in its place, nothing."""
    return "" if os.path.isabs(version) else version


def repeat(row: Row, runs: Sequence[RunRecord]) -> str:
    """Returns the command that trains all seeds of a row again."""
    seeds = sorted({run.seed for run in runs}) or list(row.seeds)
    threads = {run.threads for run in runs}
    command = command_line(row.expressions, seeds=seeds, validation=row.validation, limit=row.limit)
    return f"{command}{f' --threads {threads.pop()}' if len(threads) == 1 and None not in threads else ''} --force"
