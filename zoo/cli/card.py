"""`zoo card RUN`: a model card of a trained run, in Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from zoo.cli import context, output
from zoo.cli.destination import destination
from zoo.cli.output import say, tell
from zoo.errors import UsageError, shell_quote

if TYPE_CHECKING:
    from pathlib import Path

    from zoo.serving.card import Card


@click.command("card")
@click.argument("run")
@click.option("-o", "--output", "given", metavar="FILE", help="Write it there, .md, or into a folder as README.md.")
@click.option("--force", is_flag=True, help="In place of a card that is there.")
@click.option("--json", "as_json", is_flag=True, help="Print what it tells as JSON.")
def command(run: str, given: str | None, force: bool, as_json: bool) -> None:
    """Describe a trained RUN in Markdown: what it reaches, where it fails, its place among others, what probes found,
    its data and their licence, how it was made, its limits, and the command that repeats it.

    With -o, its pictures are copied into a folder beside it, FILE_files; without, they stay in the run's folder. RUN is
    named as by `zoo runs` or by the beginning of that.

    \b
    Examples:
      zoo card RUN
      zoo card RUN -o card.md
      zoo card RUN -o FOLDER
    """
    from zoo.api.progress.view import shown
    from zoo.serving import card_text
    from zoo.serving.card import card
    from zoo.store import Store

    registry, store = context.registry(), Store.open(create=False)
    record = store.run(run)
    typed = shell_quote("zoo", "card", record.name)
    path = None if given is None else destination(given, "README.md", typed, [".md"])
    if path and path.exists() and not force:  # a card is a text that people go on writing
        hint = f"{typed} -o {shell_quote(str(given))} --force"
        raise UsageError(f"{str(path)!r} is there already.", cause="--force writes in its place.", hint=hint)
    with shown():
        made = card(record, store, registry)
    if path:
        tell(_written(made, path))
    if as_json:
        output.json(made.to_dict())
    elif not path:
        say(card_text.markdown(made))


def _written(card: Card, path: Path) -> str:
    """Writes the card and its pictures, and returns what there is now."""
    from zoo.files import atomic_write
    from zoo.serving import card_text

    folder = path.with_name(f"{path.stem}_files")
    for name, picture in card.pictures.items():
        atomic_write(folder / f"{name}.png", picture.read_bytes())
    text = card_text.markdown(card, lambda name, _: f"{folder.name}/{name}.png")
    atomic_write(path, f"{text}\n")
    return f"{path}, and {len(card.pictures)} pictures in {folder}"
