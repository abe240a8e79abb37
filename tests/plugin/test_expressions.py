"""The grammar: what an expression means, and that formatting it and reading it again changes nothing."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zoo.errors import UsageError
from zoo.plugin import expressions
from zoo.plugin.expressions import Term

NAMES = st.sampled_from(["a", "cnn6", "mnist-offcenter", "a-1-b"])
KEYS = st.text("aZ_", min_size=1, max_size=3)
TERMS = st.builds(Term, NAMES, st.dictionaries(KEYS, st.text(max_size=8), max_size=2))
CHAINS = st.lists(TERMS, min_size=1, max_size=3)


@given(st.lists(CHAINS, min_size=1, max_size=3))
def test_reading_what_was_formatted_changes_nothing(alternatives: list[list[Term]]) -> None:
    assert expressions.parse(expressions.format_alternatives(alternatives)) == alternatives


@given(CHAINS)
def test_a_chain_is_one_alternative(chain: list[Term]) -> None:
    assert expressions.parse(expressions.format_chain(chain)) == [chain]


@given(st.text(max_size=30))
def test_anything_that_is_typed_is_read_or_refused(text: str) -> None:
    try:
        alternatives = expressions.parse(text)
    except UsageError:
        return
    assert expressions.parse(expressions.format_alternatives(alternatives)) == alternatives


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cnn6", [[Term("cnn6")]]),
        ("a, b", [[Term("a")], [Term("b")]]),
        ("shift+flip", [[Term("shift"), Term("flip")]]),
        ("shift:fraction=0.2+flip,none", [[Term("shift", {"fraction": "0.2"}), Term("flip")], [Term("none")]]),
        ("cnn6:filters=32/64/64:dense=8", [[Term("cnn6", {"filters": "32/64/64", "dense": "8"})]]),
        ("folder:path=/data/a:b", [[Term("folder", {"path": "/data/a:b"})]]),
        ("folder:path=C:/x:size=8", [[Term("folder", {"path": "C:/x", "size": "8"})]]),
        ("folder:path=https://host:80/x", [[Term("folder", {"path": "https://host:80/x"})]]),
        ("folder:path=a%2Cb%2Bc%3Ad%3De%25", [[Term("folder", {"path": "a,b+c:d=e%"})]]),
        ("folder:path=caf%E9%C3%A9", [[Term("folder", {"path": os.fsdecode(b"caf\xe9") + "\xe9"})]]),
        ("folder:path=", [[Term("folder", {"path": ""})]]),
        (" a + b , c ", [[Term("a"), Term("b")], [Term("c")]]),
        ("a:x= spaced out ", [[Term("a", {"x": " spaced out "})]]),
        ("a:x=1=2", [[Term("a", {"x": "1=2"})]]),
    ],
)
def test_what_an_expression_means(text: str, expected: list[list[Term]]) -> None:
    assert expressions.parse(text) == expected


@pytest.mark.parametrize("text", ["", "a,", ",a", "a+", "A", "6cnn", "a_b", "a--b", "a-", "a b", "a:b", "a:1=2", "ä"])
def test_what_cannot_be_read(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        expressions.parse(text)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Shift", "Did you mean shift?"),
        ("mnist_offcenter", "Did you mean mnist-offcenter?"),
        ("folder:path=/my photos,2024", "write ',' as %2C"),
        ("folder:path=/C++", "'+' as %2B"),
        ("ä", "the form is NAME[:key=value]..."),
    ],
)
def test_what_may_have_been_meant(text: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        expressions.parse(text)
    assert said in str(caught.value.cause)


def test_a_parameter_given_twice() -> None:
    with pytest.raises(UsageError, match="'x' is given twice"):
        expressions.parse("a:x=1:x=2")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.5, "0.5"),
        (1.0, "1"),
        (1e-7, "1e-07"),
        (True, "true"),
        (None, "none"),
        ((1, 2), "1/2"),
        ("a+b", "a%2Bb"),
        ("\udce9", "%E9"),
    ],
)
def test_how_values_are_written(value: object, written: str) -> None:
    assert str(Term("a", {"x": value})) == f"a:x={written}"


@pytest.mark.parametrize("name", ["a", "a1", "a-b", "cnn6", "mnist-offcenter"])
def test_names(name: str) -> None:
    assert expressions.is_name(name)


@pytest.mark.parametrize("name", ["", "1a", "A", "a_b", "-a", "a-", "a--b", "a.b", "a\n", "a b"])
def test_no_names(name: str) -> None:
    assert not expressions.is_name(name)
