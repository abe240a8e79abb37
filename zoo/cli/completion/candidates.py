"""What can stand in the place of an argument or an option: by what it takes, a list of candidates."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import click
from click.shell_completion import CompletionItem

from zoo import paths
from zoo.experiments import kept_names as names
from zoo.plugin.components import KINDS

Candidates = Iterator[CompletionItem[str]]

PART = "part"
"""The type of a candidate that more is to be typed after, without a space."""

_LAST = re.compile(r"(.*[,+])?([^,+]*)", re.DOTALL)


def complete(command: click.Command, path: str) -> None:
    """Has each parameter of a command offer what it takes, where the zoo knows.

    Args:
        path: the command as it is typed: `data fetch`.
    """
    for parameter in command.params:
        if candidates := taken(parameter, path):
            parameter.shell_complete = partial(_offered, candidates)  # type: ignore[method-assign]
    if isinstance(command, click.Group):
        for name, subcommand in command.commands.items():
            complete(subcommand, f"{path} {name}")


def taken(parameter: click.Parameter, path: str) -> Callable[[str], Candidates] | None:
    """Returns what lists candidates for what a parameter takes: its metavar says that, else its name."""
    metavar, name = ((text or "").rstrip(".").upper() for text in (parameter.metavar, parameter.name))
    if isinstance(parameter, click.Argument) and path in NAMED and {metavar, name} & {"NAME", "PACKAGE"}:
        return NAMED[path]
    return TAKEN.get(metavar) or TAKEN.get(name)


def expressions(kind: str, typed: str) -> Candidates:
    """Yields the names of a kind, and after `NAME:` its parameters and their choices, for the last link."""
    match = _LAST.fullmatch(typed)
    before, term = (match[1] or "", match[2]) if match else ("", typed)
    if ":" in term:
        yield from _parameters(kind, before, term)
        return
    for name, entry in names.known()[kind].items():
        if name.startswith(term):
            yield CompletionItem(before + name, help=entry["summary"])


def _parameters(kind: str, before: str, term: str) -> Candidates:
    written, _, last = term.rpartition(":")
    known = names.known()[kind].get(term.partition(":")[0], {}).get("parameters", {})
    key, equals, value = last.partition("=")
    if not equals:
        given = {setting.partition("=")[0] for setting in written.split(":")[1:]}
        for name, (expected, _) in known.items():
            if name.startswith(key) and name not in given:
                yield CompletionItem(f"{before}{written}:{name}=", type=PART, help=expected)
    elif key in known:
        expected, choices = known[key]
        for choice in choices:
            if choice.startswith(value):
                yield CompletionItem(f"{before}{written}:{key}={choice}")
        if "path" in expected:
            yield CompletionItem(value, type="file")


def named(kinds: tuple[str, ...], typed: str) -> Candidates:
    """Yields the names of some kinds."""
    for kind in kinds:
        for name, entry in names.known()[kind].items():
            if name.startswith(typed):
                yield CompletionItem(name, help=entry["summary"])


def anything(typed: str) -> Candidates:
    """Yields what has a name: components with their parameters, presets, suites, runs."""
    if ":" in typed:
        kinds = [kind for kind in KINDS if typed.partition(":")[0] in names.known()[kind]]
        for kind in kinds:
            yield from expressions(kind, typed)
    else:
        yield from named((*KINDS, "suite"), typed)
        yield from runs(typed) if typed else ()


def runs(typed: str) -> Candidates:
    """Yields the names of runs, newest first: of their folders, for opening the store takes half a second."""
    folder = paths.runs_folder()
    found = [each for each in folder.iterdir() if paths.is_run_name(each.name)] if folder.is_dir() else []
    for each in sorted(found, key=lambda each: each.stat().st_mtime, reverse=True):
        if each.name.startswith(typed):
            yield CompletionItem(each.name)


def packages(typed: str) -> Candidates:
    """Yields the packages with plugins, but for the zoo's own."""
    from zoo.plugin.discovery import find

    for name in dict.fromkeys(found.provider.distribution for found in find() if not found.provider.own):
        if name.startswith(typed):
            yield CompletionItem(name)


def files(typed: str) -> Candidates:
    """Leaves it to the shell, which knows files better."""
    yield CompletionItem(typed, type="file")


def _checked(typed: str) -> Candidates:
    yield from packages(typed)
    yield from named(tuple(KINDS), typed)
    yield from files(typed)


def _kinds(typed: str) -> Candidates:
    for kind in (*KINDS, "suite", "preset"):
        if f"{kind}s".startswith(typed):
            yield CompletionItem(f"{kind}s")


TAKEN: dict[str, Callable[[str], Candidates]] = {
    **{kind.upper(): partial(expressions, kind) for kind in KINDS},
    **dict.fromkeys(("RUN", "A", "B"), runs),
    "SUITE": partial(named, ("suite",)),
    "KIND": _kinds,
    **dict.fromkeys(("FILE", "FOLDER", "IMAGE"), files),
    "NO_PLUGIN": packages,
}
"""By what it takes."""

_DATASETS = partial(named, ("dataset",))
NAMED: dict[str, Callable[[str], Candidates]] = {
    "show": anything,
    "install": files,
    "uninstall": packages,
    "check": _checked,
    **dict.fromkeys(("data fetch", "data import", "data path"), _DATASETS),
}
"""By command, where all that is said is NAME."""


def _offered(candidates: Callable[[str], Candidates], ctx: click.Context, typed: str) -> list[Any]:
    return list(candidates(typed))
