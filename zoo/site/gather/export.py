"""A site of what an export of a leaderboard holds."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from zoo.plugin import expressions
from zoo.ranking import board as boards
from zoo.ranking import export, ranking
from zoo.site.content import ExperimentPage, Line, Pending, SeedRun, Site
from zoo.site.gather import components, leaderboard, runs
from zoo.site.gather.discretion import discreet
from zoo.site.gather.fingerprints import fingerprint

if TYPE_CHECKING:
    from zoo.experiments.registry import Registry

MISSING = "An export has no curves, confusion matrix, mistakes, answers of probes or provenance: a store has them."
ENDINGS = "An export does not name the runs without a result: {}."


def exported(path: Path, registry: Registry) -> Site:
    """Returns a site of the rows of an export, and of the components that are installed here.

    Raises:
        UsageError: the file is no export, or cannot be read.
    """
    from zoo.site.gather.store import TITLE

    read = export.read(path)
    board = discreet(boards.arrange(read.rows, limited=True, rank=ranking.exported(read.rankings)))
    found = components.described(registry)
    first = leaderboard.page(board, set(found))
    lines = list(leaderboard.lines(first))
    return Site(
        title=TITLE,
        source=f"the export {path.name}: {len(board.rows):,} rows",
        leaderboard=first,
        experiments=[_pending(line) for _, line in lines],
        components=components.pages(found, lines),
        titles=components.titles(found),
    )


def _pending(line: Line) -> Pending:
    return Pending(key=line.key, fingerprint=fingerprint("export", line), make=partial(page, line))


def page(line: Line) -> ExperimentPage:
    """Returns the page of a row, with what an export says of it."""
    row = line.row
    ended = [f"{number} {ending}" for ending, number in row.endings.items()]
    return ExperimentPage(
        line=line,
        runs=[
            SeedRun(
                name=run.name,
                seed=run.seed,
                status="done",
                accuracy=run.accuracy,
                tta_accuracy=run.tta_accuracy,
                train_seconds=run.train_seconds,
            )
            for run in row.runs
        ],
        configuration={kind: _typed(expression) for kind, expression in row.expressions.items()},
        missing=[MISSING, *([ENDINGS.format(", ".join(ended))] if ended else [])],
        repeat=runs.repeat(row, []) if row.seeds else "",
    )


def _typed(expression: str) -> list[tuple[str, dict[str, str]]]:
    """Returns each component of an expression with the values that are not its defaults."""
    return [(term.name, dict(term.values)) for term in expressions.chain(expression)] or [(expression, {})]
