"""Text tables whose long expressions are folded where their grammar has a joint."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

NARROWEST = 8
_JOINT = re.compile(r"(?<=\+)|(?=:)")  # an expression is broken after a plus sign or before a parameter,
_SECOND = re.compile(r"(?==)|(?<=/)")  # and where that is not enough, before a value or within a sequence


def text(
    headers: Sequence[str],
    cells: Sequence[Sequence[str]],
    *,
    width: int,
    folds: Collection[int],
    right: Collection[int],
) -> str:
    """Returns a table of at most `width` columns, as far as that can be had.

    Args:
        folds: the columns of expressions, which may be folded.
        right: the columns that are aligned to the right.
    """
    from tabulate import tabulate

    limits = _limits(headers, cells, width, folds)
    folded = [[fold(cell, limits[i]) if i in folds else cell for i, cell in enumerate(line)] for line in cells]
    widths = [max(map(len, "\n".join(column).split("\n"))) for column in zip(headers, *folded, strict=True)]
    align = ["right" if i in right else "left" for i in range(len(headers))]
    # Headers as a row: tabulate makes a column two characters wider than its header.
    lines = [headers, ["-" * width for width in widths], *folded]
    table = tabulate(lines, tablefmt="plain", disable_numparse=True, colalign=align)
    return "\n".join(line.rstrip() for line in table.splitlines())


def fold(expression: str, width: int) -> str:
    """Returns an expression in lines of at most `width` characters, where its joints allow."""
    lines = [""]
    for piece in _pieces(expression, width):
        if lines[-1] and len(lines[-1]) + len(piece) > width:
            lines.append("")
        lines[-1] += piece
    return "\n".join(lines)


def _pieces(expression: str, width: int) -> Iterator[str]:
    for piece in filter(None, _JOINT.split(expression)):
        yield from [piece] if len(piece) <= width else filter(None, _SECOND.split(piece))


def _limits(headers: Sequence[str], cells: Sequence[Sequence[str]], width: int, folds: Collection[int]) -> list[int]:
    """Returns the columns' widths, those that fold made narrower, the widest first, until all fit."""
    limits = [max(map(len, column)) for column in zip(headers, *cells, strict=True)]
    while folds and sum(limits) + 2 * (len(limits) - 1) > width:
        widest = max(folds, key=lambda i: limits[i])
        if limits[widest] <= NARROWEST:
            break
        limits[widest] -= 1
    return limits
