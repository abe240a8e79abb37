"""A page as what is to be done with it: commands to run, files to write, what has to be there first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

REMARK = r"^<!-- (?P<word>needs|before|where|shortened|exit status|run by|file): (?P<value>[^\n]+?) -->$"
FENCE = r"^```(?P<language>\w+)\n(?P<body>.*?)^```$"
TOKEN = re.compile(f"{REMARK}|{FENCE}", re.MULTILINE | re.DOTALL)
GENERATED = re.compile(
    r"(?P<begin><!-- begin: (?P<command>[^\n]+?) -->\n)(?P<body>.*?)(?P<end><!-- end -->)", re.DOTALL
)

PROMPT = "$ "
SHELLS = ("bash", "console")


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing to do, in the order of the page.

    Args:
        word: `command`; or of what a remark says: `needs`, `before`, `where`, `file`.
        text: the command as it stands there; else what the remark says.
        line: where it stands, from 1.
        shown: what the page shows as the command's output; None where it shows none. Of a file, what is in it.
        shortened: options that the command gets when it is run, so that it takes seconds.
        status: the exit status that it is to have.
        run_by: the test that runs it instead.
        body: where the block's body stands in the page.
    """

    word: str
    text: str
    line: int
    shown: str | None = None
    shortened: str = ""
    status: int = 0
    run_by: str = ""
    body: tuple[int, int] = (0, 0)


def pages() -> list[Path]:
    """Returns the pages whose commands are run."""
    return [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def steps(text: str) -> list[Step]:
    """Returns what a page asks for.

    Raises:
        ValueError: it shows what a shortened training made: a reader would not get that.
    """
    found = list(_steps(text))
    shortened = [step for step in found if step.shortened]
    for step in found:
        if shortened and step.line > shortened[0].line and step.word == "command" and step.shown is not None:
            raise ValueError(f"line {step.line}: a page that shortens a training shows no output after it")
    return found


def commands(text: str) -> list[Step]:
    """Returns the commands of a page, those of generated blocks left out."""
    return [step for step in steps(text) if step.word == "command"]


def _steps(text: str) -> Iterator[Step]:
    """Yields each step. A remark about a block stands before it, and is about no other."""
    remarks: dict[str, str] = {}
    for token in TOKEN.finditer(text):
        line = text.count("\n", 0, token.start()) + 1
        if token["word"] in ("needs", "before", "where"):
            yield Step(word=token["word"], text=token["value"], line=line)
        elif token["word"]:
            remarks[token["word"]] = token["value"]
        else:
            if "file" in remarks:
                yield Step(word="file", text=remarks["file"], line=line, shown=token["body"])
            elif token["language"] in SHELLS:
                yield from _of_block(token, line, remarks)
            remarks = {}


def _of_block(token: re.Match[str], line: int, remarks: dict[str, str]) -> Iterator[Step]:
    about = Step(
        word="command",
        text="",
        line=line,
        shortened=remarks.get("shortened", ""),
        run_by=remarks.get("run by", ""),
        body=token.span("body"),
    )
    typed = list(_typed(token["body"]) if token["language"] == "console" else _plain(token["body"]))
    for number, (command, shown) in enumerate(typed, 1):
        status = int(remarks.get("exit status", 0)) if number == len(typed) else 0
        yield replace(about, text=command, shown=shown, status=status)


def _plain(body: str) -> Iterator[tuple[str, None]]:
    """Yields the commands of a block without output; a backslash at a line's end joins it with the next."""
    for command in re.split(r"(?<!\\)\n", body):
        if command.strip() and not command.lstrip().startswith("#"):
            yield command, None


def _typed(body: str) -> Iterator[tuple[str, str]]:
    """Yields the commands of a session with what each printed; `> ` begins a line that goes on."""
    for part in re.split(rf"^{re.escape(PROMPT)}", body, flags=re.MULTILINE)[1:]:
        match = re.match(r"(?P<command>[^\n]*(?:\n> [^\n]*)*)\n?(?P<shown>.*)", part, re.DOTALL)
        assert match is not None  # noqa: S101 - it matches anything
        yield match["command"], match["shown"].strip("\n")


def session(typed: list[tuple[str, str]]) -> str:
    """Returns the body of a console block: commands, each with its output, and an empty line where another follows."""
    return "\n".join(f"{PROMPT}{command}\n" + (f"{shown}\n" if shown else "") for command, shown in typed)
