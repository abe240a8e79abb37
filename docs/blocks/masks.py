"""Whether what a page shows is what a command prints: figures, times and hashes apart, which no two machines share."""

from __future__ import annotations

import difflib
import re

NUMBER = r"(?<![\w=.])[+-]?(?:\d[\d,]*(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?"
TIME = (re.compile(rf"{NUMBER} ?(?:ms|[smhd]|seconds?|minutes?)\b(?: \d+[ms]\b)?"), "#")
FIGURES = (
    (re.compile(r"\b(?=[0-9a-f]*\d)[0-9a-f]{6,64}(?:\.\d+)?\b"), "#"),  # names of runs, fingerprints
    (re.compile(r"(?<=\s)[<=>] (?=\.?\d)"), ""),  # p < 0.001
    (re.compile("[▁▂▃▄▅▆▇█]+"), "#"),  # curves
    (re.compile(rf"{NUMBER}(?:%| ?[kMG]i?B\b)?"), "#"),
    (re.compile(r"#(?:[ -]+#)+"), "#"),  # ranks, 2-3; 1m 20s; figures beside each other
)
LAYOUT = ((re.compile(r"^[ ─━-]+$", re.MULTILINE), "-"), (re.compile(r" +"), " "))
ELLIPSIS = "..."


def masked(text: str, *, measured: bool) -> list[str]:
    """Returns the lines of an output without what differs from one machine to the next, and without empty ones.

    Args:
        measured: whether figures in it may be those of a training; else times alone are left out.
    """
    for pattern, instead in (TIME, *(FIGURES if measured else ()), *LAYOUT):
        text = pattern.sub(instead, text)
    return [line.strip() for line in text.splitlines() if line.strip()]


def differences(shown: str, printed: str, *, measured: bool) -> list[str]:
    """Returns how two outputs differ, as lines of a diff; none where they are alike.

    Where figures are measured, the order of lines is no difference: rows of a table stand by their figures. A line
    `...` stands for any others.
    """
    wanted, found = (masked(text, measured=measured) for text in (shown, printed))
    if ELLIPSIS in wanted:
        wanted = sorted({*wanted} - {ELLIPSIS})
        found = sorted({*found} & {*wanted})
    elif measured:
        wanted, found = sorted(wanted), sorted(found)
    return list(difflib.unified_diff(wanted, found, "the page", "the program", lineterm="", n=0))
