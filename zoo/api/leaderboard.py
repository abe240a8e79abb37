"""`zoo.leaderboard`: what was trained, ranked per dataset."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from zoo.api import views
from zoo.api.views import View

if TYPE_CHECKING:
    from zoo.api.sources import Found
    from zoo.experiments.registry import Registry
    from zoo.ranking.board import Board, Interval
    from zoo.ranking.rows import Row
    from zoo.ranking.tables.sheet import Sheet

MOST = 100
"""How many rows of a dataset a table shows where nobody says how many: a screen is no place for more."""


def leaderboard(
    *,
    dataset: str | None = None,
    model: str | None = None,
    aug: str | None = None,
    recipe: str | None = None,
    limited: bool = False,
    train_images: int | None = None,
    sort: str = "accuracy",
    top: int | None = None,
    pivot: bool = False,
    by: str | None = None,
    effects: bool = False,
    pareto: str | None = None,
    columns: str | Sequence[str] | None = None,
    interval: Interval = "both",
    from_: Path | str | None = None,
    registry: Registry | None = None,
) -> Leaderboard:
    """Returns what was trained, ranked, as `zoo leaderboard` shows it: the rows of each dataset, best first, seeds
    averaged. A rank is a range: other seeds and other test images would not lead out of it.

    Args:
        dataset, model, aug, recipe: only rows of this component: a name or an expression; several between commas.
        limited: also rows trained on a part of the images.
        train_images: only what was trained on so many images.
        sort: what comes first: accuracy, time, parameters, epochs or seeds.
        top: only the first rows of each dataset, so many.
        pivot: one table: what was trained as rows, datasets as columns.
        by: a line for each 'model', 'augmenter' or 'recipe', averaged over the rest.
        effects: what each augmenter, model and recipe adds, and where.
        pareto: mark what no row beats in accuracy and 'parameters', 'time', 'flops' or 'images-per-second'.
        columns: more columns: 'macro_f1', 'ECE', 'PROBE.NAME'.
        interval: what ± accounts for: 'both', other seeds and other test images, or other 'seeds' alone.
        from_: read this JSON export in place of the store.
        registry: the components; by default all that are installed.

    Raises:
        UsageError: a name, a column or a combination of arguments that cannot be; or the export cannot be read.
        StoreError: the store cannot be read.
    """
    from zoo.api import installed, sources
    from zoo.ranking import board, ranking
    from zoo.ranking.selection import select

    views.check_words(sort=sort, by=by, pareto=pareto, interval=interval)
    named = columns if columns is None or isinstance(columns, str) else ",".join(columns)
    view = View(pivot, by, pareto, named, sort, effects, interval)
    view.check()
    filters = {"dataset": dataset, "model": model, "augmenter": aug, "recipe": recipe}
    known = installed.registry(registry) if from_ is None or any(filters.values()) else registry
    if from_ is not None:
        found = sources.exported(Path(from_).expanduser(), view.metrics)
    else:
        found = sources.recorded(known, view.metrics)  # type: ignore[arg-type]
    whole = view.of_rows and not view.cost
    arranged = board.arrange(
        found.rows,
        wanted=select(known, filters, found.rows) if any(filters.values()) else lambda row: True,  # type: ignore[arg-type]
        limited=limited,
        limit=train_images,
        sort=sort,
        top=top if whole else None,
        rank=ranking.unranked if effects else found.rank,
        interval=interval,
    )
    return Leaderboard(view, found, found.complete(arranged), top, known)


@dataclass(frozen=True, repr=False, eq=False)
class Leaderboard(Sequence["Row"]):
    """A leaderboard: its rows as objects, and its tables in every form; in a notebook, the tables.

    Args:
        board: all rows that were asked for.
        top: how many lines a table shows of each dataset, or of each kind of line; None: all.
    """

    view: View
    found: Found
    board: Board[Row]
    top: int | None
    registry: Registry | None

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows, those of a dataset together."""
        return self.shown.rows

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, index: Any) -> Any:
        return self.rows[index]

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    @cached_property
    def shown(self) -> Board[Row]:
        """Those of the rows that a table shows."""
        from zoo.ranking.board import first

        return first(self.board, self.top) if self.view.of_rows else self.board

    @cached_property
    def sheet(self) -> Sheet:
        """What is shown, as tables and the notes below them. Raises `UsageError` for effects of an export."""
        if self.view.effects:
            return views.effects(self.board, self.found, self.registry, self.top)
        return self.view.sheet(self.board, self.shown, self.found.metrics, self.top)

    def text(self, form: str = "markdown") -> str:
        """Returns it as text.

        Args:
            form: `markdown`, `latex`, `csv` or `json`; an export, which `from_` reads, is JSON of rows.

        Raises:
            UsageError: there is no such form.
        """
        from zoo.api.installed import one_of
        from zoo.ranking import export
        from zoo.ranking.tables import sheet

        one_of("form", form, sheet.FORMATS, "zoo leaderboard --help")
        if form == "json" and self.view.of_rows and not self.view.cost:
            return export.to_json(self.shown)
        return sheet.FORMATS[form](self.sheet)

    def draw(self, path: Path | IO[bytes]) -> tuple[int, int] | None:
        """Draws accuracy against cost, a panel per dataset, and returns the picture's size in pixels; None where there
        is nothing to draw.

        Args:
            path: a file, whose extension is the picture's format; or a binary stream, for PNG.

        Raises:
            StoreError: the file cannot be written.
        """
        from zoo.inspection import front

        if not (cost := self.view.cost) or not (panels := front.panels(self.board, cost)):
            return None
        return front.draw(path, panels, cost) if isinstance(path, Path) else front.write_to(path, panels, cost, "png")

    def remarks(self, *, asked: bool = False) -> list[str]:
        """Returns what there is to say of rows that are not shown; `asked`: a number of rows was asked for."""
        shown, found = self.shown, self.found
        if not found.rows:
            return [f"No results yet in {found.where}.", "Try: zoo run"]
        hidden = f"{shown.hidden} row{'s' if shown.hidden > 1 else ''} trained on a part of the images"
        if not shown.rows and not shown.hidden:
            return [
                f"None of the {len(found.rows)} rows in {found.where} is what you asked for.",
                "Try: zoo leaderboard",
            ]
        cut = f"{shown.cut:,} more row{'s' if shown.cut > 1 else ''}. Try: zoo leaderboard --top {shown.longest}"
        said = [f"Not shown: {cut}"] if shown.cut and not asked else []
        return [*said, *([f"Hidden: {hidden}. Try: zoo leaderboard --limited"] if shown.hidden else [])]

    def __repr__(self) -> str:
        from zoo.ranking.tables import sheet

        brief = replace(self, top=self.top or MOST)
        said = brief.remarks(asked=self.top is not None)
        return "\n".join(["".join(sheet.text(brief.sheet, 100)), *said]).strip()

    def _repr_html_(self) -> str:
        from zoo.ranking.tables import html

        brief = replace(self, top=self.top or MOST)
        stream = io.BytesIO()
        front = html.picture(stream.getvalue()) if self.draw(stream) else ""
        return f"{html.sheet(brief.sheet)}{front}{html.notes(brief.remarks(asked=self.top is not None))}"
