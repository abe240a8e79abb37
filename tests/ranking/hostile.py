"""Hundreds of names that no table is made for, and readers of each form that take nothing on trust."""
# ruff: noqa: E501

from __future__ import annotations

import csv
import io
import re
from itertools import product

from markdown_it import MarkdownIt

_PIECES = [
    "<script>alert(1)</script>", "<img src=x onerror=y>", "<!-- -->", "&lt;", "&amp;amp;", "&#x202e;", "a & b",
    "=cmd()", "=1+1", "+1", "-1", "@SUM(A1)", "=HYPERLINK(\"http://x\")", "＝1", "\t=1", "  =1", ";=1",
    "|", "a|b", "||", "\\|", "\\", "\\\\", "\\n", "`", "``", "```", "`a`", "*", "**b**", "_i_", "__b__", "a_b", "~~s~~",
    "# h", "h #", "1. one", "- one", "> q", "![i](u)", "[l](u)", "[x]: u", "$x$", "$$", "---", "--", "| --- |", "http://x.y",
    "\\input{/etc/passwd}", "\\write18{ls}", "\\end{tabular}", "\\\\[1cm]", "{", "}", "{}", "%", "100% \\", "^^41", "~", "^",
    "&", "& &", "#1", "?`", "!`", ",,", "<<", ">>", "''", "\"", "'", "\"a\",\"b\"", "a,b", "a;b", "*[", "[", "]",
    "\n", "a\nb", "a\r\nb", "\r", "\0", "a\0b", "\t", "\v", "\f", "\b", "\x7f", "\x85", "\x9b31m", "\x1b[2J", "\x1b]0;t\x07",
    "\x1b[31mred\x1b[0m", "\u2028", "\u2029", "\u202e", "\u202eabc", "\u2066x\u2069", "\u200b", "a\u200db", "\u00ad", "\ufeff",
    "\u200e", "\u061c", "אבג", "שלום 12", "عربى", "日本語", "🙂", "👩\u200d💻", "e\u0301", "Ä", "ß", "ij", "ſ", "αβ", "−1", "Zürich",
    "\ud800", "\udfff", "\ue000", "\U000e0041", "\xa0", "\u3000", " ", "  two  spaces  ", "", "nan", "None", "null", "inf",
    "{{7*7}}", "${x}", "%s%n", "{0}", "%00", "../../etc/passwd", "CON", "a" * 10_240, "\\" * 300, "_" * 300, "|" * 300,
]  # fmt: skip
_AROUND = ["net:path={}", "{}{}", "x{}", "{}="]

_MORE = (around.replace("{}", piece) for around, piece in product(_AROUND, _PIECES[:80]))
NAMES = list(dict.fromkeys([*_PIECES, *_MORE]))[:400]


def seen(name: str) -> str:
    """Returns a name as it is to be read: an escape for each letter that cannot be seen."""
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in name)


def markdown_rows(text: str) -> list[list[str]]:
    """Returns the cells of all tables in a text as a reader of Markdown shows them; none may hold anything but text."""
    rows: list[list[str]] = []
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text):
        assert token.type != "html_block", token.content
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline" and token.level >= 4:
            assert {child.type for child in token.children} <= {"text", "text_special"}, token.content
            rows[-1].append("".join(child.content for child in token.children))
    return rows


def markdown_headings(text: str) -> list[str]:
    """Returns the headings in a text as a reader of Markdown shows them."""
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)
    opened = [place for place, token in enumerate(tokens) if token.type == "heading_open"]
    return ["".join(child.content for child in tokens[place + 1].children) for place in opened]


def csv_rows(text: str) -> list[list[str]]:
    """Returns the cells of a CSV; none may be a formula to a spreadsheet."""
    rows = list(csv.reader(io.StringIO(text)))
    assert not [cell for row in rows for cell in row if cell.strip()[:1] in tuple("=+-@＝＋－＠") and not _number(cell)]
    return rows


def _number(cell: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?(e[+-]?\d+)?", cell) is not None


_TEX = {
    "\\textbackslash{}": "\\", "\\textasciitilde{}": "~", "\\textasciicircum{}": "^", "\\textless{}": "<",
    "\\textgreater{}": ">", "\\textbar{}": "|", "\\textquotesingle{}": "'", "\\textasciigrave{}": "`",
    "{\\ttfamily\\char34}": '"', "\\ensuremath{\\pm}": "±", "\\allowbreak{}": "",
    **{f"\\{letter}": letter for letter in "{}$&#_%"}, **{f"{{{letter}}}": letter for letter in "[]*"}, "{}": "",
}  # fmt: skip
_TOKENS = re.compile("|".join([*map(re.escape, _TEX), r"[^\\{}$&#_%~^<>|\"'`\[\]*]"]))
_LONG = re.compile(r"\\parbox\[t\]\{\.22\\linewidth\}\{\\raggedright (.*)\\strut\}")


def tex_text(cell: str) -> str:
    """Returns what TeX shows for a cell; nothing in it may be an order, or half of one."""
    cell = found[1] if (found := _LONG.fullmatch(cell)) else cell
    tokens = _TOKENS.findall(cell)
    assert "".join(tokens) == cell, cell
    assert not re.search("--|,,", cell)
    assert all(token.isprintable() for token in tokens)
    return "".join(_TEX.get(token, token) for token in tokens)


def tex_rows(text: str) -> list[list[str]]:
    """Returns the cells of all tabulars in a text, as TeX shows them."""
    lines = [line[2:-3] for line in text.splitlines() if line.startswith("  ") and line.endswith(r" \\")]
    return [[tex_text(cell) for cell in line.split(" & ")] for line in lines]
