"""The JSON of a page: what the page shows, for other programs; and the script that gives the same to the site's own."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from zoo.errors import clean
from zoo.site.content import ComponentPage, ExperimentPage
from zoo.store.records import finite

FORM = 1
"""The version of the documents' form."""


def experiment(page: ExperimentPage) -> dict[str, Any]:
    """Returns an experiment's page as JSON has it: accuracies as fractions of 1, seconds, times in UTC, null where
    nothing is known; pictures by their path beside the document."""
    told = asdict(page)
    for mistake, path in zip(told["mistakes"], mistakes(page), strict=True):
        mistake["image"] = path
    for answer, paths in zip(told["probes"], probes(page), strict=True):
        answer["pictures"] = list(paths)
    return {"experiment": FORM, **told}


def component(page: ComponentPage) -> dict[str, Any]:
    """Returns a component's page as JSON has it."""
    lines = [{"dataset": dataset, **asdict(line)} for dataset, line in page.lines]
    return {"component": FORM, "key": page.key, "described": page.described, "lines": lines}


def mistakes(page: ExperimentPage) -> dict[str, bytes]:
    """Returns the mistakes' images by their path beside the page."""
    return {f"{page.line.key}/mistake-{place}.png": each.image for place, each in enumerate(page.mistakes, 1)}


def probes(page: ExperimentPage) -> list[dict[str, Path]]:
    """Returns, for each answer of a probe, its pictures by their path beside the page."""
    return [
        {f"{page.line.key}/probe-{place}-{number}.png": path for number, path in enumerate(answer.pictures, 1)}
        for place, answer in enumerate(page.probes, 1)
    ]


def text(document: dict[str, Any]) -> str:
    """Returns a document as a file holds it."""
    return clean(json.dumps(finite(document), ensure_ascii=False, allow_nan=False), "json") + "\n"


def script(key: str, document: str) -> str:
    """Returns the script that hands a page's document to `zooData`: from a file on disk, scripts may be loaded and
    JSON may not."""
    return f"zooData({json.dumps(key)}, {document.strip()});\n"
