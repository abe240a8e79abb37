"""The simulated boards, in short: their truth is true, and cells meet the bars that the long form has for all."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

import numpy as np
import pytest

from benchmarks import boards
from benchmarks.boards import Judged, Nature

IMAGES = 360


def generator(*seed):
    return np.random.Generator(np.random.SFC64(seed))


@pytest.mark.parametrize("seeds", [*boards.plans(2)])
def test_a_cell_meets_its_bars(seeds):
    assert not boards.missed(list(islice(boards.boards(IMAGES, seeds, 5), 150)))


@pytest.mark.parametrize("level", [0.6, 0.95])
def test_the_truth_is_the_accuracy_over_new_seeds_and_images(level):
    nature = replace(Nature.draw(generator(0)), level=level, truth="tied", seed=0.3, uneven=0.5, shared=0.5)
    first = round(100 * level)
    made = [boards.board(generator(first, number), nature, [range(2)] * 3, IMAGES) for number in range(300)]
    assert all((truth == level).all() for _, truth in made)
    seen = [np.mean([_right(bits) for row in rows for bits in row.values()]) / IMAGES for rows, _ in made]
    assert np.mean(seen) == pytest.approx(level, abs=4 * np.std(seen) / np.sqrt(len(seen)))


def _right(bits):
    return np.unpackbits(np.frombuffer(bits, np.uint8), count=IMAGES).sum()


def test_seeds_and_images_matter():
    """Runs of one seed agree no more than chance has it where only luck differs, and more where a seed is shared."""
    nature = replace(
        Nature.draw(generator(0)), level=0.8, truth="tied", seed=0.3, uneven=0.0, shared=1.0, outlier=False
    )
    rows, _ = boards.board(generator(1), nature, [range(200)] * 2, IMAGES)
    a, b = ([_right(bits) for bits in row.values()] for row in rows)
    assert np.corrcoef(a, b)[0, 1] > 0.2


def test_claims_are_those_of_the_rank_sets():
    for judged in islice(boards.boards(IMAGES, "5", 5), 30):
        assert judged.ranks == (not judged.false)


@pytest.mark.parametrize(
    ("change", "missed"), [({}, False), ({"covered": 0.92}, True), ({"covered": 0.99}, True), ({"false": True}, True)]
)
def test_a_bar_is_missed_on_either_side(change, missed):
    judged = Judged(nature=Nature.draw(generator(0)), covered=0.95, own=0.95, false=False, ranks=True, found=0.5)
    assert boards.missed([replace(judged, **change)]) == missed


def test_it_is_skipped_unless_asked_for(capsys, monkeypatch):
    monkeypatch.delenv("BENCH", raising=False)
    assert boards.main([]) == 0
    assert "Skipped" in capsys.readouterr().out


def test_alone_two_seeds_claim_orders_that_are_chance(capsys, monkeypatch):
    monkeypatch.setattr(boards, "IMAGES", (360,))
    monkeypatch.setattr(boards, "ROWS", (20,))
    monkeypatch.setattr(boards, "plans", lambda rows: {"2": [[0, 1]] * rows})
    false = []
    for arguments in (["40"], ["40", "--alone"]):
        boards.main(arguments)
        false.append(float(capsys.readouterr().out.split(" | ")[5]))
    assert false[0] <= 5 < false[1]


def test_its_tables_have_a_line_per_cell_and_nature(capsys, monkeypatch):
    monkeypatch.setattr(boards, "IMAGES", (360,))
    monkeypatch.setattr(boards, "ROWS", (2,))
    assert boards.main(["2"]) == 1  # intervals of two boards cover all, which is too much
    printed = capsys.readouterr().out
    assert "2 boards in each cell, percent" in printed
    assert printed.count("| 360  ") == len(boards.plans(2))
    assert "| seed effect" in printed
