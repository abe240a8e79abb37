"""Tests of texts: the same bytes come back, two that differ are two, and sorting and searching go by bytes alone.

A database server sorts by the rules of a language where it is not told otherwise: without accents, case and signs.
"""

from __future__ import annotations

import json

import pytest

from zoo.errors import UsageError

RESULT = {"test_accuracy": 0.9}

TEXTS = {
    "accents": ["e", "\u00e9", "f", "E", "\u00c9", "z", "\u00e8"],
    "combining": ["e\u0301", "\u00e9", "e", "ea", "\u0301"],
    "case": ["a", "B", "b", "A", "\u00df", "SS", "ss", "\u0130", "i", "I"],
    "emoji": ["\U0001f600", "\uffee", "\ud7ff", "\U0001f600\u200d", "\U0001f3fd"],
    "signs": ["a-b", "a_b", "a b", "ab", "a,b", "a%b", "a\\b", "a'b", 'a"b', " a", "a "],
    "digits": ["10", "9", "010", "1e1", "\u0661"],
    "scripts": ["\u4e2d", "\u3042", "\u05d0", "\u0410", "z", "\u0e01"],
}
of_each_kind = pytest.mark.parametrize("texts", TEXTS.values(), ids=list(TEXTS))


@of_each_kind
def test_texts_come_back_as_they_were(store, record, texts):
    for text in texts:
        made = {"components": {text: {"version": text}}}
        lease = store.begin(record(group_id=text, data=text, host=text, experiment={text: [text]}, provenance=made))
        store.fail(lease, {"message": text, "cause": "\0\udcff"})
        run = store.run(lease.name)
        assert (run.group_id, run.data, run.host) == (text, text, text)
        assert (run.experiment, run.provenance) == ({text: [text]}, made)
        assert run.error == {"message": text, "cause": "\0\udcff"}, "JSON has what no text of a database may have"


@of_each_kind
def test_texts_that_differ_in_anything_are_different(store, attempt, texts):
    names = [attempt(group_id=text, data=text, result=RESULT) for text in texts]
    assert [[run.name for run in store.runs(group_id=text)] for text in texts] == [[name] for name in names]
    store.probed(names[0], "sway", {text: float(number) for number, text in enumerate(texts)})
    assert store.measured() == {"test_accuracy", *(f"sway.{text}" for text in texts)}
    ranked = [group[0] for group in store.finished([f"sway.{text}" for text in texts])]
    assert [run.metrics for run in ranked if run.name == names[0]] == [
        {f"sway.{text}": float(number) for number, text in enumerate(texts)}
    ]


@of_each_kind
def test_groups_are_sorted_by_bytes(store, attempt, texts):
    for text in texts:
        attempt(result=RESULT, group_id=text)
    found = [group[0].group_id for group in store.finished()]
    assert found == sorted(texts, key=str.encode)


@of_each_kind
def test_the_data_of_each_dataset_are_its_own(store, attempt, texts):
    named = {f"dots:path={json.dumps(text, ensure_ascii=False)}": text for text in texts if text.isalnum()}
    for dataset, text in named.items():
        attempt(dataset=dataset, data=text)
    assert store.known_data() == named


def test_a_run_is_found_by_the_beginning_of_its_name_letter_by_letter(store, record):
    names = ["ab", "Ab", "aB", "a_b", "a-b", "acb", "_", "-"]
    for name in names:
        store.begin(record(experiment_id=f"{name}x"))
    assert [store.run(name).name for name in names] == [f"{name}x.1" for name in names]
    for name in ("AB", "a%b", "A_b", "ABX.1", "abx.2", "%", "a\\_b"):
        with pytest.raises(UsageError, match="No run is called"):
            store.run(name)


def test_a_component_is_found_by_its_letters_alone(store, record):
    """`%` and `_` mean themselves, and so does a capital, which no component has."""
    names = ["ab", "a-b", "b"]
    for number, name in enumerate(names):
        made = {"components": {f"model:{name}": {"version": "1"}}}
        store.begin(record(experiment_id=f"e{number}", model=name, provenance=made))
    assert [store.newest_of("model", name).name for name in names] == [f"e{number}.1" for number in range(len(names))]
    assert [store.newest_of("model", name) for name in ("a_b", "%", "a", "B", "AB")] == [None] * 5
