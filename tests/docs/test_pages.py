"""Every command in a page is run, and what the page shows of it is what it prints."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from docs.blocks import page
from docs.blocks.page import GENERATED, ROOT, Step
from docs.blocks.renew import renewed
from docs.blocks.scenery import Absent
from docs.blocks.session import Session, opened
from zoo.cli import program
from zoo.cli.context import Settings

PAGES = page.pages()
INLINE = re.compile(r"`(zoo [^`]+)`")
COMMAND = re.compile(rf"^ *(?:\$ |\.venv/bin/)?zoo (?:{'|'.join(program.COMMANDS)})\b", re.MULTILINE)


@pytest.fixture(scope="module")
def terminal() -> Iterator[Session]:
    """One terminal for all pages: it imports TensorFlow once."""
    with opened() as session:
        yield session


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.timeout(900)  # a dozen trainings
@pytest.mark.parametrize("path", PAGES, ids=named)
def test_a_page_shows_what_its_commands_print(path: Path, terminal: Session) -> None:
    try:
        found = renewed(path.read_text(encoding="utf-8"), terminal)
    except Absent as absent:
        pytest.skip(str(absent))
    assert found.differences == []


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_no_command_stands_where_none_is_run(path: Path) -> None:
    text = GENERATED.sub("", path.read_text(encoding="utf-8"))
    for block in reversed([match for match in page.TOKEN.finditer(text) if match["language"] in page.SHELLS]):
        text = text[: block.start()] + text[block.end() :]
    assert COMMAND.findall(text) == []


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_a_command_in_a_sentence_has_options_that_there_are(path: Path) -> None:
    for found in INLINE.findall(GENERATED.sub("", path.read_text(encoding="utf-8"))):
        words = [word for word in shlex.split(found) if word != "..."][1:]
        context = program.zoo.make_context("zoo", words, obj=Settings(), resilient_parsing=True)
        while words and isinstance(context.command, click.Group) and words[0][0].islower():
            command = context.command.get_command(context, words.pop(0))
            assert command is not None, found
            context = click.Context(command, parent=context)
        context.command.make_parser(context).parse_args([*words, "X"])  # a value, where an option stands alone


@pytest.mark.parametrize(
    "step",
    [pytest.param(step, id=f"{named(path)}:{step.line}") for path in PAGES for step in page.commands(path.read_text())
     if step.run_by],
)  # fmt: skip
def test_what_another_test_runs_is_there(step: Step) -> None:
    path, _, name = step.run_by.partition("::")
    source = (ROOT / path).read_text(encoding="utf-8")
    assert f"def {name}(" in source
    program_name, *words = shlex.split(step.text, comments=True)
    said = [word for word in words if word in program.COMMANDS or word.startswith("-")] if program_name == "zoo" else []
    assert [word for word in said if f'"{word}"' not in source] == []
