"""`zoo card RUN`: a model card of a trained run, in Markdown."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from zoo.cli import context, output
from zoo.cli.output import say, tell
from zoo.errors import UsageError, shell_quote

if TYPE_CHECKING:
    from zoo.serving.card import Card


@click.command("card")
@click.argument("run")
@click.option("-o", "--output", "given", metavar="FILE", help="Write it there, .md, or into a folder as README.md.")
@click.option("--json", "as_json", is_flag=True, help="Print what it tells as JSON.")
def command(run: str, given: str | None, as_json: bool) -> None:
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
    from zoo.serving import card_text
    from zoo.serving.card import card
    from zoo.store import Store

    registry, store = context.registry(), Store.open(create=False)
    record = store.run(run)
    path = None if given is None else _destination(given, record.name)
    made = card(record, store, registry)
    if path:
        tell(_written(made, path))
    if as_json:
        output.json(made.to_dict())
    elif not path:
        say(card_text.markdown(made))


def _destination(given: str, run: str) -> Path:
    """Returns the file to write.

    Raises:
        UsageError: it does not end in `.md`.
        StoreError: there is no such folder, or it cannot be written.
    """
    from zoo.cli.preview.picture_file import check_folder

    path = Path(os.path.expanduser(given))
    path = path / "README.md" if path.is_dir() else path
    typed = shell_quote("zoo", "card", run)
    if path.suffix.lower() != ".md":
        hint = f"{typed} -o {shell_quote(str(path.with_suffix('.md')))}"
        raise UsageError(
            f"{given!r} is no Markdown.", cause="A card is a file that ends in .md, or a folder.", hint=hint
        )
    check_folder(path, typed)
    return path


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
