"""Every error that a user can meet: what is wrong, the cause, and a command that works. And the words of messages."""

from __future__ import annotations

import dataclasses
import os
import re
import shlex
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from zoo.secrets import hidden

if TYPE_CHECKING:
    from pathlib import Path

MOST_CHANGES = 4

Scope = Literal["run", "sweep"]
"""What an error ends: the run that it happened to, or with it all that are still to be trained."""


class ZooError(Exception):
    """An error to be shown to the user in at most six lines, never as a traceback.

    Args:
        message: what was typed and what is wrong with it; a plugin's may be long, and is cut to a line.
        cause: why, where the message alone does not say it; likewise.
        hint: a command to type next.
    """

    exit_status = 1
    scope: Scope = "run"
    resumable = False
    """Whether a run that ended with it is without fault, and goes on from its checkpoint."""

    def __init__(self, message: str, *, cause: str | None = None, hint: str | None = None) -> None:
        super().__init__(hidden(message))
        self.message, self.cause = brief(hidden(message)), brief(hidden(cause)) if cause else None
        self.hint = hidden(hint) if hint else None

    def __str__(self) -> str:
        known = {"Cause": self.cause, "Try": self.hint}
        return "\n".join([self.message, *(f"{what}: {text}" for what, text in known.items() if text)])

    def render(self) -> str:
        """Returns the lines that the command line prints on stderr."""
        return f"Error: {self}"

    def _render_traceback_(self) -> list[str]:
        """Returns what IPython shows in place of a traceback, in a notebook."""
        return self.render().splitlines()


class RunFailed(ZooError):
    """A run ended without a result."""

    exit_status = 1


class ResumeRefused(RunFailed):
    """A run cannot go on from its checkpoint: it would not end as it would have.

    Args:
        changed: what is another than when the checkpoint was made.
    """

    resumable = True  # with the code or the data of then

    def __init__(self, changed: Sequence[str], *, hint: str | None = None) -> None:
        cause = f"Since then changed: {some(changed, MOST_CHANGES, '; ')}."
        super().__init__("The run cannot go on from its checkpoint.", cause=cause, hint=hint)


class UsageError(ZooError):
    """What was asked for cannot be done, whatever the machine: a name, a parameter, a combination."""

    exit_status = 2


class PluginError(ZooError):
    """A plugin that was needed is broken or missing."""

    exit_status = 3


class DataError(ZooError):
    """Data are missing, damaged or not what they claim to be."""

    exit_status = 4


class StoreError(ZooError):
    """A file or the store cannot be read or written."""

    exit_status = 5


class StoreBroken(StoreError):
    """Nothing can be recorded: the store, or the disk that runs have their folders on, refuses."""

    scope: Scope = "sweep"
    resumable = True


class LeaseLost(StoreError):
    """A run was passed on to another process, or ended, while this one still worked at it; nothing was written."""


class FolderLocked(StoreError):
    """A process holds a run's folder and does not let go of it; that costs this run, and says nothing of the disk."""

    resumable = True


@dataclasses.dataclass(frozen=True)
class Failure:
    """An error as it crosses processes and is recorded.

    Args:
        scope: what it ends: `run` or `sweep`.
        resumable: whether the run goes on from its checkpoint, for it is without fault.
    """

    message: str
    cause: str | None = None
    hint: str | None = None
    exit_status: int = 1
    scope: Scope = "run"
    resumable: bool = False

    def __str__(self) -> str:
        return " ".join(filter(None, [self.message, self.cause]))

    @classmethod
    def of(cls, error: BaseException, log: Path | None = None) -> Failure:
        """Returns what an exception says; of one that is not for users, its first line, and where the traceback is."""
        if isinstance(error, ZooError):
            return cls(error.message, error.cause, error.hint, error.exit_status, error.scope, error.resumable)
        return cls(reason(error), hint=shell_quote("cat", str(log)) if log else None)

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Failure:
        """Reads what `to_dict` made, and what earlier versions recorded."""
        known = {field.name: stored[field.name] for field in dataclasses.fields(cls) if field.name in stored}
        resumable = any(stored.get(key) for key in ("resumable", "changed", "locked"))
        return cls(**{"message": "It ended without a word.", **known, "resumable": resumable})

    def to_dict(self) -> dict[str, Any]:
        """Returns it as JSON has it."""
        return dataclasses.asdict(self)


_AROUND = (
    *("Graph execution error", "Detected at node", "Exception encountered when", "Arguments received", "root error(s)"),
    *('File "', "Traceback (most recent", "[[", "<stack traces"),
)
"""What stands in lines around the reason in messages of TensorFlow and Keras."""

_MARKS = re.compile(r"\x1b\[\d*m|\{\{[^}]*\}\}|\[Op:[^\]]*\]( name: ?)?")
"""What stands beside it."""


def brief(text: object, longest: int = 600) -> str:
    """Returns a text on one line, and without its middle where it is too long to be read."""
    line = " ".join(line.strip() for line in str(text).splitlines() if line.strip())
    end = longest // 3
    return line if len(line) <= longest else f"{line[: longest - end - 1]}…{line[-end:]}"


def reason(error: BaseException) -> str:
    """Returns an exception's type and the first line of its message that says something."""
    lines = [line for line in (_MARKS.sub("", line).strip() for line in text_of(error).splitlines()) if line]
    said = [line for line in lines if not any(words in line for words in _AROUND)] or lines
    text = f"{type(error).__name__}: {said[0]}" if said else type(error).__name__
    return brief(text, 300)


def text_of(error: BaseException) -> str:
    """Returns what an exception says."""
    try:
        return hidden(str(error))
    except Exception:  # noqa: BLE001 - a stranger's exception may fail even at this
        return "it cannot say why"


def with_article(noun: str) -> str:
    """Returns `a model`, `an augmenter`."""
    return f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"


def some(names: Iterable[str], most: int = 3, between: str = ", ") -> str:
    """Returns names, of many the first and how many more there are: `a, b, c and 2 more`."""
    known = list(names)
    more = f" and {len(known) - most} more" if len(known) > most else ""
    return f"{between.join(known[:most])}{more}"


def close_names(name: str, known: Iterable[str]) -> list[str]:
    """Returns at most three of `known` that resemble `name`, closest first."""
    import difflib

    return difflib.get_close_matches(name, list(known), n=3, cutoff=0.5)


def did_you_mean(name: str, known: Iterable[str]) -> str | None:
    """Returns the sentence `Did you mean a, b or c?`, or None where nothing comes close."""
    close = close_names(name, known)
    if not close:
        return None
    return f"Did you mean {' or '.join(filter(None, [', '.join(close[:-1]), close[-1]]))}?"


_MARKUP = re.compile(r"[\\`*~#$|\[\]]|(?<![^\W_])_|_(?![^\W_])")
"""What Markdown obeys; an underscore not within a word, where it is one."""


def clean(text: str, form: str = "lines") -> str:
    """Returns a text as it may leave the program, whoever wrote it: what cannot be seen stands as an escape, `\\x1b`,
    and URLs are without passwords.

    Args:
        form: `lines` for a terminal keeps line ends and tabs; `cell`, also of CSV, does not; `markdown` is a cell
            without markup; `json` is for a whole document, escaped as JSON wants it.
    """
    text = hidden(text)
    if form == "json":
        return "\n".join(_seen(line, _as_json) for line in text.split("\n"))
    if form == "lines":
        return "\n".join("\t".join(_seen(part) for part in line.split("\t")) for line in text.split("\n"))
    if form != "markdown":
        return _seen(text)
    import html

    return html.escape(_MARKUP.sub(r"\\\g<0>", _seen(text)), quote=False)


def _seen(text: str, escape: Callable[[str], str] = lambda letter: ascii(letter)[1:-1]) -> str:
    """Returns a text with an escape for each letter that cannot be seen: what a terminal obeys in place of showing it,
    what turns the direction of writing, marks without a width, and bytes that are no text."""
    return text if text.isprintable() else "".join(c if c.isprintable() else escape(c) for c in text)


def _as_json(letter: str) -> str:
    import json

    return json.dumps(letter)[1:-1]


def shell_quote(*words: str) -> str:
    """Returns words as a shell takes them, on one line: what cannot be seen is written as bash and zsh read it."""
    return " ".join(shlex.quote(word) if word.isprintable() else _escaped(word) for word in words)


def _escaped(word: str) -> str:
    octets = b"".join(map(_octets, word.replace("\\", r"\\").replace("'", r"\'")))
    return "$'" + "".join(chr(octet) if 32 <= octet < 127 else f"\\x{octet:02x}" for octet in octets) + "'"


def _octets(letter: str) -> bytes:
    """Returns the bytes of a letter; of half a surrogate pair, which no file is called by, those that stand for it."""
    half = "\ud800" <= letter <= "\udfff" and not "\udc80" <= letter <= "\udcff"
    return letter.encode("utf-8", "surrogatepass") if half else os.fsencode(letter)
