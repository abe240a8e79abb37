"""The files of an experiment's page: its HTML, the same as JSON, its pictures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zoo.ranking.columns import SETTINGS
from zoo.site import confusions, documents, histories
from zoo.site.content import ConfusionMatrix, ExperimentPage, ProbeAnswer
from zoo.site.drawing import Drawing, Files

if TYPE_CHECKING:
    from zoo.ranking.rows import Row


def files(page: ExperimentPage, draw: Drawing) -> Files:
    """Returns the page, its JSON, the script that gives the same to other pages, and its pictures."""
    key, document = page.line.key, documents.text(documents.experiment(page))
    path = f"experiments/{key}.html"
    drawn = draw("experiment.html", path, page=page, **shown(page), components=_components(page, draw))
    pictures: list[Mapping[str, bytes | Path]] = [documents.mistakes(page), *documents.probes(page)]
    return {
        path: drawn,
        f"experiments/{key}.json": document,
        f"experiments/{key}.js": documents.script(key, document),
        **{f"experiments/{name}": picture for several in pictures for name, picture in several.items()},
    }


def shown(page: ExperimentPage) -> dict[str, Any]:
    """Returns what the template needs beside the page: its sections, tables worked out, pictures by their path."""
    splits = histories.splits(page.curves)
    return {
        "settings": {column.title: column.cell(page.line.row) for column, _ in SETTINGS if column.cell},
        "sections": dict(_sections(page)),
        "remarks": [*_remarks(page.line.row), *page.missing],
        "measured": _beside([run.result for run in page.runs if run.result]),
        "confusion": page.confusion and _confusion(page.confusion),
        "mistakes": list(zip(documents.mistakes(page), page.mistakes, strict=True)),
        "questions": _questions(zip(page.probes, documents.probes(page), strict=True)),
        "splits": splits,
        "histories": {curve.seed: histories.rows(curve, splits) for curve in page.curves},
    }


def _sections(page: ExperimentPage) -> Iterator[tuple[str, str]]:
    """Yields the sections that the page has, by what their anchors are called."""
    known = {
        ("curves", "Curves"): page.curves,
        ("runs", "Runs"): page.runs,
        ("confusion", "Confusion"): page.confusion,
        ("mistakes", "Mistakes"): page.mistakes,
        ("probes", "Probes"): page.probes,
        ("configuration", "Configuration"): page.configuration,
        ("provenance", "Provenance"): page.provenance,
        ("repeat", "Train it again"): page.repeat,
    }
    yield from (section for section, content in known.items() if content)


def _remarks(row: Row) -> Iterator[str]:
    """Yields what there is to say of a row before its figures are believed."""
    yield from (f"Stale: {reason}." for reason in row.stale)
    if row.missing:
        yield f"Not installed any more: {', '.join(row.missing)}."
    if row.as_is:
        yield "Its data were imported as they were, without a comparison with what is published."
    if row.unranked:
        yield f"Not compared with the others: {row.unranked}."
    yield from (f"Without a result: {number} more, {ending}." for ending, number in row.endings.items())


def _components(page: ExperimentPage, draw: Drawing) -> dict[tuple[str, str], str]:
    """Returns the keys of the components' pages, by kind and name, of those that have one."""
    keys = [key for several in page.line.components.values() for key in several]
    return {draw.site.titles[key][:2]: key for key in keys if key in draw.site.titles}


def _confusion(matrix: ConfusionMatrix) -> dict[str, Any]:
    return {
        "rows": list(confusions.rows(matrix)),
        "errors": confusions.frequent(matrix),
        "images": sum(map(sum, matrix.counts)),
    }


def _questions(answers: Iterable[tuple[ProbeAnswer, Mapping[str, Path]]]) -> list[dict[str, Any]]:
    """Returns, for each question, the numbers of all seeds beside each other, and each answer with its pictures."""
    found = []
    for question, several in groupby(answers, key=lambda each: each[0].question):
        told = list(several)
        numbers = _beside([dict(answer.numbers) for answer, _ in told])
        found.append({"question": question, "numbers": numbers, "answers": told})
    return found


def _beside(seeds: Sequence[Mapping[str, str]]) -> dict[str, list[str | None]]:
    """Returns, for each title, what it has in each seed."""
    titles = dict.fromkeys(title for numbers in seeds for title in numbers)
    return {title: [numbers.get(title) for numbers in seeds] for title in titles}
