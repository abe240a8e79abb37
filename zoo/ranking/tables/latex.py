"""LaTeX: tables with booktabs' rules, and texts in which nothing is an order to TeX."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from zoo.errors import clean

NEEDS = r"% \usepackage{booktabs}"

_ORDERS = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"{\ttfamily\char34}",
    "'": r"\textquotesingle{}",
    "`": r"\textasciigrave{}",
    **{letter: f"\\{letter}" for letter in "{}$&#_%"},
    **{letter: f"{{{letter}}}" for letter in "[]*"},  # after `\\` they would be arguments
    "±": r"\ensuremath{\pm}",
}
"""What stands for the characters that TeX obeys or joins, in any font encoding."""

_JOINED = re.compile(r"(?<=-)(?=-)|(?<=,)(?=,)")
"""Where two letters would be joined into another: `--` into a dash."""

_NOT_DRAWN = frozenset("«»ÐÞðþĄąĐđĘęĦħĮįĸĿŀŉŊŋŦŧŲųſ")
"""Letters up to U+017F that pdfLaTeX cannot draw without further packages; of those above it, it can these few."""
_DRAWN = frozenset("–—‘’“”…€")

LONG = 30
"""Characters from which a cell is a paragraph, for TeX breaks no other."""

_PIECES = re.compile(r"[^+:=,/_. -]{0,11}[+:=,/_. -]?")


def escaped(text: str) -> str:
    """Returns a text as TeX shows it: each character itself, or as `\\u05d0` where pdfLaTeX would refuse it."""
    letters = (_ORDERS.get(letter, letter) for letter in _drawable(clean(text, "cell")))
    return _JOINED.sub("{}", "".join(letters))


def cell(text: str) -> str:
    """Returns a cell; a long one as lines a fifth of the page wide."""
    if len(text) < LONG:
        return escaped(text)
    pieces = filter(None, _PIECES.findall(_drawable(clean(text, "cell"))))
    lines = r"\allowbreak{}".join(map(escaped, pieces))
    return rf"\parbox[t]{{.22\linewidth}}{{\raggedright {lines}\strut}}"


def tabular(titles: Sequence[str], rows: Iterable[Sequence[str]], align: str) -> str:
    """Returns a tabular of escaped titles and cells; `align` has a letter per column, `l` or `r`."""
    lines = [" & ".join(row) + r" \\" for row in (titles, *rows)]
    ruled = [r"\toprule", lines[0], r"\midrule", *lines[1:], r"\bottomrule"]
    return "\n".join([rf"\begin{{tabular}}{{{align}}}", *(f"  {line}" for line in ruled), r"\end{tabular}"])


def table(caption: str, tabular: str) -> str:
    """Returns a float around a tabular, its caption above it, as papers have it."""
    return "\n".join([r"\begin{table}", r"\centering", rf"\caption{{{escaped(caption)}}}", tabular, r"\end{table}"])


def notes(texts: Iterable[str]) -> str:
    """Returns notes as a small paragraph each."""
    return "\n".join(rf"{{\footnotesize\noindent {escaped(text)}\par}}" for text in texts)


def _drawable(text: str) -> str:
    return "".join(letter if _is_drawn(letter) else ascii(letter)[1:-1] for letter in text)


def _is_drawn(letter: str) -> bool:
    return letter < "\x7f" or ("\xa0" < letter < "ſ" and letter not in _NOT_DRAWN) or letter in _DRAWN
