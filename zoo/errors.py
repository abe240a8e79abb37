"""Every error that a user can meet: what is wrong, the cause, and a command that works. And the words of messages."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterable, Sequence

MOST_CHANGES = 4

_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
"""What a terminal obeys in place of showing it, what turns the direction of writing, and bytes that are no text."""


class ZooError(Exception):
    """An error to be shown to the user in at most six lines, never as a traceback.

    Args:
        message: what was typed and what is wrong with it.
        cause: why, where the message alone does not say it.
        hint: a command to type next.
    """

    exit_status = 1

    def __init__(self, message: str, *, cause: str | None = None, hint: str | None = None) -> None:
        super().__init__(message)
        self.message, self.cause, self.hint = message, cause, hint

    def render(self) -> str:
        """Returns the lines that the command line prints on stderr."""
        lines = [f"Error: {self.message}"]
        if self.cause:
            lines.append(f"Cause: {self.cause}")
        if self.hint:
            lines.append(f"Try: {self.hint}")
        return "\n".join(lines)


class RunFailed(ZooError):
    """A run ended without a result."""

    exit_status = 1


class ResumeRefused(RunFailed):
    """A run cannot go on from its checkpoint: it would not end as it would have.

    Args:
        changed: what is another than when the checkpoint was made.
    """

    def __init__(self, changed: Sequence[str], *, hint: str | None = None) -> None:
        cause = f"Since then changed: {'; '.join(changed[:MOST_CHANGES])}"
        cause += f" and {len(changed) - MOST_CHANGES} more." if len(changed) > MOST_CHANGES else "."
        super().__init__("The run cannot go on from its checkpoint.", cause=cause, hint=hint)
        self.changed = list(changed)


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
    """The store or the disk below it cannot be read or written."""

    exit_status = 5


class LeaseLost(StoreError):
    """A run was passed on to another process, or ended, while this one still worked at it; nothing was written."""


class FolderLocked(StoreError):
    """A process holds a run's folder and does not let go of it; that costs this run, and says nothing of the disk."""


def with_article(noun: str) -> str:
    """Returns `a model`, `an augmenter`."""
    return f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"


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


def clean(text: str, form: str = "lines") -> str:
    """Returns a text as it may leave the program, whoever wrote it: what cannot be seen stands as an escape, `\\x1b`.

    Args:
        form: `lines` for a terminal keeps line ends and tabs; `cell`, also of CSV, does not; `markdown` is a cell
            without markup; `json` is for a whole document, escaped as JSON wants it.
    """
    if form == "json":
        return _UNSEEN.sub(lambda found: found[0] if found[0] == "\n" else f"\\u{ord(found[0]):04x}", text)
    kept = "\n\t" if form == "lines" else ""
    seen = _UNSEEN.sub(lambda found: found[0] if found[0] in kept else ascii(found[0])[1:-1], text)
    if form != "markdown":
        return seen
    import html

    return html.escape(re.sub(r"([\\`*|\[\]])", r"\\\1", seen), quote=False)


def shell_quote(*words: str) -> str:
    """Returns words as a shell takes them, on one line: what cannot be seen is written as bash and zsh read it."""
    return " ".join(_escaped(word) if _UNSEEN.search(word) else shlex.quote(word) for word in words)


def _escaped(word: str) -> str:
    octets = os.fsencode(word.replace("\\", r"\\").replace("'", r"\'"))
    return "$'" + "".join(chr(octet) if 32 <= octet < 127 else f"\\x{octet:02x}" for octet in octets) + "'"
