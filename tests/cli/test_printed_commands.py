"""Every command that the program prints, wherever its code says it: it parses, and where that is quick it runs."""

from __future__ import annotations

import ast
import itertools
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from zoo.cli import program
from zoo.errors import ZooError
from zoo.store import Store

ROOT = Path(__file__).parent.parent.parent
VALUE = "\0"
"""Stands for what is put into a text when it is printed."""

PLACEHOLDERS = ("NAME", "1", "model", "-q", "time", "NAME --seed 1")
"""Of these at least one has to do in its place."""

NAMES = "|".join(program.COMMANDS)
SAID = re.compile(rf"(?:^|[\s:`(])zoo ((?:{NAMES}|--help)\b.*?)(?=$|\n|  | [|>]|[`);\]]|[.,:](?: |$))")

PROSE = {"run trains the demo", "run", "show", f"export {VALUE} --format {VALUE}"}
"""What reads like a command within a sentence, and goes on as one; and what is never printed without its -o FILE."""


def _texts(tree: ast.Module) -> Iterator[str]:
    """Yields the texts of a module, with `VALUE` for what is put in: of docstrings those alone that are a command's."""
    inner = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    silent = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node):
            shown = any("command" in ast.unparse(each) for each in getattr(node, "decorator_list", ()))
            silent |= set() if shown else {id(node.body[0].value)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(part.value if isinstance(part, ast.Constant) else VALUE for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inner | silent:
            yield node.value
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "shell_quote":  # a command of several words
            yield " ".join(each.value if isinstance(each, ast.Constant) else VALUE for each in node.args)


def _commands() -> list[str]:
    files = [file for folder in ("zoo", "plugins") for file in sorted((ROOT / folder).rglob("*.py"))]
    texts = [text for file in files for text in _texts(ast.parse(file.read_text(encoding="utf-8")))]
    found = [match[1] for text in texts for match in SAID.finditer(text)]
    return sorted({f"{command}{VALUE}" if command.endswith(" ") else command for command in found} - PROSE)


def _parse(words: list[str]) -> None:
    """Parses a command as the program does, and does nothing."""
    with program.zoo.make_context("zoo", list(words)) as ctx:
        name, command, rest = program.zoo.resolve_command(ctx, [*ctx._protected_args, *ctx.args])
        while command is not None:
            context = command.make_context(name, rest, parent=ctx)
            if not isinstance(command, click.Group):
                return
            name, command, rest = command.resolve_command(context, [*context._protected_args, *context.args])


def _parses(command: str) -> bool:
    for values in itertools.product(PLACEHOLDERS, repeat=min(2, command.count(VALUE))):
        filled = command
        for value in (*values, *["NAME"] * command.count(VALUE)):
            filled = filled.replace(VALUE, value, 1)
        try:
            _parse(shlex.split(filled))
        except click.exceptions.Exit:  # --help
            return True
        except (click.ClickException, ZooError):
            continue
        return True
    return False


COMMANDS = _commands()


def test_they_are_found() -> None:
    assert {"list models", "plugins", "run -d DATASET -m MODEL", f"show {VALUE}"} <= set(COMMANDS)


@pytest.mark.parametrize("command", [f"run --{VALUE}-nothing", "show", "list nothing", "data fetch"])
def test_what_cannot_be_typed_does_not_parse(command: str) -> None:
    assert not _parses(command)


@pytest.mark.parametrize("command", COMMANDS)
def test_each_can_be_typed(command: str) -> None:
    assert _parses(command)


NEVER = rf"{VALUE}|\b[A-Z]{{2,}}\b|\w[./]\w|--follow|--serve|--open|^install"
"""What leaves something open, never ends, starts a browser, or asks the network."""

WHOLE = [command for command in COMMANDS if not re.search(NEVER, command)]


@pytest.mark.parametrize("command", WHOLE)
def test_each_that_is_whole_runs(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ZOO_FILES", str(tmp_path))
    monkeypatch.setattr("zoo.health.computing.computing", list)  # seconds each time
    Store.open()
    assert program.run(shlex.split(command)) == 0
