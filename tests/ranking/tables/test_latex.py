"""Tests of tables for papers."""

from __future__ import annotations

import pytest

from tests.ranking import fakes, hostile
from zoo.ranking import render
from zoo.ranking.board import arrange
from zoo.ranking.tables import latex


def test_a_table_per_dataset_is_a_float_with_booktabs_rules():
    board = arrange(
        [fakes.row(model="net_a", ranks=(1, 1), accuracy=0.931, half_width=0.0123), fakes.row(dataset="lines")]
    )
    assert render.latex(board).splitlines()[:9] == [
        r"% \usepackage{booktabs}",
        "",
        r"\begin{table}",
        r"\centering",
        r"\caption{dots}",
        r"\begin{tabular}{rllllrrrr}",
        r"  \toprule",
        r"  \# & model & augmenter & recipe & test accuracy & seeds & parameters & epochs & training time \\",
        r"  \midrule",
    ]
    assert r"  1 & net\_a & none & quick & 93.10 \ensuremath{\pm} 1.23\% & 1 & 1,234 & 3 & 10s \\" in render.latex(
        board
    )
    assert render.latex(board).count(r"\end{table}") == 2
    assert render.latex(arrange([])) == ""


def test_notes_follow_the_tables():
    text = render.latex(arrange([fakes.row(stale=("100% new",))]))
    assert text.splitlines()[-1].startswith(r"{\footnotesize\noindent stale:")
    assert r"100\% new" in text


@pytest.mark.parametrize("letter", [chr(number) for number in range(32, 0x17F)])
def test_every_letter_is_itself_or_an_escape(letter):
    assert hostile.tex_text(latex.escaped(letter)) in (letter, ascii(letter)[1:-1])
    assert letter > "~" or hostile.tex_text(latex.escaped(letter)) == letter


def test_long_cells_can_be_broken_and_lose_nothing():
    text = "net:path=/a/b-c_d+" * 20
    assert latex.cell(text).startswith(r"\parbox")
    assert hostile.tex_text(latex.cell(text)) == text


def test_nothing_is_joined_into_a_dash():
    assert latex.escaped("--seeds ---") == "-{}-seeds -{}-{}-"
    assert latex.escaped("deep-net") == "deep-net"
