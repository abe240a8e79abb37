"""Hundreds of hostile names, in every view and every form: shown as what they are, and obeyed by nobody."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import replace

import pytest

from tests.ranking import fakes, hostile
from zoo.ranking import render
from zoo.ranking.board import arrange
from zoo.ranking.tables import sheet
from zoo.ranking.views import by, by_pivot, extra, pareto, pivot
from zoo.store import METRICS, Metric

NAMES = hostile.NAMES
SHOWN = [hostile.seen(name) for name in NAMES]


def rows():
    made = [fakes.row(model=name, augmenter=name, recipe=name, stale=(name,)) for name in NAMES]
    return [*made, fakes.row(accuracy=0.1)]


def current():
    return arrange([replace(row, stale=(), ranks=(1, 2)) for row in rows()])


def by_model():
    made = [fakes.row(model=name) for name in NAMES]
    return by.sheet(arrange([*made, fakes.row(accuracy=0.1)]), "model", [METRICS["test_ece"]])


def front():
    board = current()
    return pareto.marked(
        render.sheet(board), board, pareto.on_front(board, METRICS["parameters"]), METRICS["parameters"]
    )


def extra_columns():
    probed = Metric("probe", "x", NAMES[0], "{:.2f}")
    return extra.added(render.sheet(current()), [METRICS["test_ece"], probed])


VIEWS = {
    "rows": lambda: render.sheet(arrange(rows())),
    "pivot": lambda: pivot.sheet(current()),
    "by": by_model,
    "by pivot": lambda: by_pivot.sheet(current(), "model"),
    "pareto": front,
    "columns": extra_columns,
}
"""Each gives a sheet whose rows have the names in their column `model`, in any order."""


@pytest.fixture(params=VIEWS)
def view(request):
    return VIEWS[request.param]()


def place(view):
    return [column.title for column in view.tables[0].columns].index("model")


def models(rows, view):
    return [row[place(view)] for row in rows[1:] if row[place(view)] != "net"]


def test_a_terminal(view):
    text = "".join(sheet.text(view, 10**7))
    assert text.replace("\n", "").isprintable()
    lines = text.splitlines()[2:]
    widths = [len(rule) for rule in lines[1].split("  ")]
    start = sum(width + 2 for width in widths[: place(view)])
    found = [line[start : start + widths[place(view)]].rstrip() for line in lines[2 : 2 + len(NAMES) + 1]]
    assert sorted(cell for cell in found if cell != "net") == sorted(name.rstrip() for name in SHOWN)


@pytest.mark.parametrize("width", [20, 80])
def test_a_narrow_terminal_gets_no_orders(view, width):
    assert "".join(sheet.text(view, width)).replace("\n", "").isprintable()


def test_markdown(view):
    found = models(hostile.markdown_rows(sheet.markdown(view)), view)
    assert sorted(found) == sorted(name.strip() for name in SHOWN)


def test_csv(view):
    titles, *lines = hostile.csv_rows(sheet.comma_separated(view))
    found = [line[titles.index("model")] for line in lines]
    formulas = tuple("=+-@＝＋－＠")
    expected = [f"'{name}" if name.lstrip().startswith(formulas) else name for name in SHOWN]
    assert sorted(cell for cell in found if cell != "net") == sorted(expected)


def test_json(view):
    text = sheet.to_json(view)
    assert text.replace("\n", "").isprintable()
    found = [row["model"] for row in json.loads(text)["rows"]]
    assert sorted(name for name in found if name != "net") == sorted(NAMES)


def drawable(name):
    """What pdfLaTeX has a letter for stays one."""
    return "".join(letter if letter.isascii() or letter in "ÄßéüıĲ" else ascii(letter)[1:-1] for letter in name)


def test_latex(view):
    found = models(hostile.tex_rows(sheet.latex(view)), view)
    assert sorted(found) == sorted(drawable(name) for name in SHOWN)


@pytest.mark.skipif(not shutil.which("pdflatex"), reason="pdflatex is not installed")
def test_latex_compiles(view, tmp_path):
    (table,) = view.tables
    parts = [replace(table, rows=table.rows[start : start + 25]) for start in range(0, len(table.rows), 25)]
    texts = [sheet.latex(replace(view, tables=[part])) for part in parts]  # TeX has no page for all of them
    begin, end = "\\documentclass{article}\n\\usepackage{booktabs}\n\\begin{document}\n", "\n\\end{document}\n"
    (tmp_path / "paper.tex").write_text(begin + "\n\\clearpage\n".join(texts) + end, encoding="utf-8")
    words = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "paper.tex"]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode(errors="replace")[-800:]


@pytest.mark.parametrize("form", sheet.FORMATS)
def test_names_of_columns(form):
    made = pivot.sheet(arrange([fakes.row(dataset=name) for name in NAMES]))
    text = sheet.FORMATS[form](made)
    assert text.replace("\n", "").isprintable()
    if form == "latex":
        assert sorted(hostile.tex_rows(text)[0][1:]) == sorted(drawable(name) for name in SHOWN)
    if form == "markdown":
        assert sorted(hostile.markdown_rows(text)[0][1:]) == sorted(name.strip() for name in SHOWN)


@pytest.mark.parametrize("form", sheet.FORMATS)
def test_names_of_datasets(form):
    text = render.FORMATS[form](arrange([fakes.row(dataset=name) for name in NAMES]))
    assert text.replace("\n", "").isprintable()
    if form == "markdown":
        assert sorted(hostile.markdown_headings(text)) == sorted(name.strip() for name in SHOWN)
    if form == "latex":
        captions = [line[9:-1] for line in text.splitlines() if line.startswith(r"\caption{")]
        assert sorted(map(hostile.tex_text, captions)) == sorted(drawable(name) for name in SHOWN)


@pytest.mark.parametrize("form", sheet.FORMATS)
def test_commands_of_notes(form):
    for name in NAMES:
        text = render.FORMATS[form](arrange([fakes.row(model=name, stale=("x",))]))
        assert text.replace("\n", "").isprintable()


def test_an_export_gives_the_names_back(tmp_path):
    from zoo.ranking import export

    (tmp_path / "board.json").write_text(render.FORMATS["json"](arrange(rows())), encoding="utf-8")
    assert {row.model for row in export.read(tmp_path / "board.json").rows} == {*NAMES, "net"}
