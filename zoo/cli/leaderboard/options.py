"""The options of `zoo leaderboard`: which runs and rows, in which form; the filters are those of `zoo runs` too."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from zoo.api.views import INTERVALS
from zoo.ranking.board import SORTS
from zoo.ranking.views.common import COSTS, KINDS

FORMATS = ("table", "markdown", "latex", "csv", "json")
COUNT = click.IntRange(min=1)
Command = Callable[..., Any]


def filters(command: Command) -> Command:
    """Adds the options that choose runs by what they are made of."""
    for name, kind in {"recipe": "recipe", "aug": "augmenter", "model": "model", "dataset": "dataset"}.items():
        text = f"Only this {kind}: a name or an expression; several between commas."
        command = click.option(f"-{name[0]}", f"--{name}", kind, metavar="NAME", help=text)(command)
    return command


def rows(command: Command) -> Command:
    """Adds the options that choose rows, and say in which order they come."""
    return _added(
        command,
        click.option("--limited", is_flag=True, help="Also show what was trained on a part of the images."),
        click.option("--train-images", type=COUNT, metavar="N", help="Only what was trained on N images."),
        click.option("--limit", "old_limit", type=COUNT, hidden=True),
        click.option("--sort", type=click.Choice(list(SORTS)), default="accuracy", show_default=True,
                     help="What comes first."),
        click.option("--top", type=COUNT, metavar="N", help="Only the first N rows of each dataset; of tables 100."),
    )  # fmt: skip


def views(command: Command) -> Command:
    """Adds the options that say what the lines of a table are, and which columns it has."""
    return _added(
        command,
        click.option("--pivot", is_flag=True, help="One table: what was trained as rows, datasets as columns."),
        click.option("--by", type=click.Choice(KINDS), help="A line for each, averaged over the rest."),
        click.option("--effects", is_flag=True, help="What each augmenter, model and recipe adds, and where."),
        click.option("--pareto", type=click.Choice(list(COSTS)), help="Mark what no row beats in both."),
        click.option(
            "-o", "--output", "picture", metavar="FILE", help="With --pareto, a picture: .png, .pdf, .svg ..."
        ),
        click.option("--columns", metavar="NAME", help="More columns, between commas: macro_f1, ECE, PROBE.NAME ..."),
    )


def form(command: Command) -> Command:
    """Adds the options that say how rows are written, and where they are from."""
    file = click.Path(path_type=Path)
    return _added(
        command,
        click.option("--interval", type=click.Choice(INTERVALS), default="both", show_default=True,
                     help="What ± accounts for: other seeds and other test images, or other seeds alone."),
        click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True),
        click.option("--from", "from_", type=file, metavar="FILE", help="Read a JSON export instead."),
    )  # fmt: skip


def _added(command: Command, *options: Callable[[Command], Command]) -> Command:
    """Adds options, so that `--help` lists them as they stand here."""
    for option in reversed(options):
        command = option(command)
    return command
