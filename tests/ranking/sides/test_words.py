"""Words by which rows are named: each of the kind that its name tells, or that is said."""

from __future__ import annotations

import pytest

from tests.ranking import fakes
from zoo.errors import UsageError
from zoo.ranking.sides.words import Words

ROWS = [fakes.row(model="gone:width=3"), fakes.row(model="quick")]  # not installed; and the name of a recipe too


def wanted(text, **shared):
    return Words(fakes.registry(), ROWS).wanted(text, shared)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("net", {"model": "net"}),
        ("net move", {"model": "net", "augmenter": "move"}),
        ("  net   move+turn:by=2 ", {"model": "net", "augmenter": "move+turn:by=2"}),
        ("net:width=8,deep-net", {"model": "net:width=8,deep-net"}),
        ("both", {"augmenter": "both"}),  # a preset
        ("gone", {"model": "gone"}),
        ("gone:width=3 dots", {"model": "gone:width=3", "dataset": "dots"}),
        ("recipe=quick", {"recipe": "quick"}),
        ("aug=both model=quick", {"augmenter": "both", "model": "quick"}),
        ("augmenter=none", {"augmenter": "none"}),
        ("'net:note=a b' dots", {"model": "net:note=a b", "dataset": "dots"}),
    ],
)
def test_words(text, expected):
    assert wanted(text) == expected


def test_what_is_said_of_both_is_said_of_each():
    assert wanted("net", dataset="dots") == {"dataset": "dots", "model": "net"}


@pytest.mark.parametrize("text", ["1a2b3c4d5e6f.1", "1a2b", "cafe", "#3", ""])
def test_one_word_that_names_no_component_may_be_a_run(text):
    assert wanted(text) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("net nte", "no component 'nte'"),
        ("nte:width=3 none", "no component 'nte'"),
        ("quick", "model=quick or recipe=quick"),
        ("net deep-net", "'deep-net' in 'net deep-net' is a second model"),
        ("net model=deep-net", "second model"),
        ("'net", "No closing quotation"),
    ],
)
def test_what_cannot_be_meant_is_refused(text, said):
    with pytest.raises(UsageError) as refused:
        wanted(text)
    assert said in str(refused.value)


def test_what_is_said_of_both_cannot_be_said_again():
    with pytest.raises(UsageError, match="second model"):
        wanted("net", model="deep-net")
